import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { HoldButton } from '../hold/hold-button.js';
import { CompleteDialog } from './complete-dialog.js';
import type { Trip } from '#contracts';

interface CompleteButtonProps {
  trip: Trip;
  isBusy: boolean;
  onComplete: () => void;
}

/** Completes the ride when it is held, and asks once more after a short press. */
export function CompleteButton({ trip, isBusy, onComplete }: CompleteButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const complete = () => {
    close();
    onComplete();
  };
  return (
    <>
      <HoldButton isDisabled={isBusy} onHeld={onComplete} onPress={() => setAsking(true)}>
        <FormattedMessage id="driver.hold" />
      </HoldButton>
      {isAsking && <CompleteDialog trip={trip} onComplete={complete} onClose={close} />}
    </>
  );
}
