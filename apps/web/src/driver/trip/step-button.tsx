import type { Trip } from '#contracts';
import { FormattedMessage } from 'react-intl';
import { KeyedButton } from '../keys/keyed-button.js';
import { CompleteButton } from './complete-button.js';
import type { Step } from './use-step.js';

interface StepButtonProps {
  trip: Trip;
  step: Step;
  /** The car is far from the place of the step, so the step needs a reason. */
  isFar: boolean;
  onAsk: () => void;
}

/** The button for the next step of the ride: arrive at the pickup, or complete the ride. */
export function StepButton({ trip, step: { isBusy, take }, isFar, onAsk }: StepButtonProps) {
  const isToPickup = trip.status === 'driver_assigned';
  if (isFar) {
    return (
      <button className="button second wide" type="button" disabled={isBusy} onClick={onAsk}>
        <FormattedMessage id={isToPickup ? 'driver.at-pickup' : 'driver.complete'} />
      </button>
    );
  }
  if (!isToPickup) return <CompleteButton trip={trip} isBusy={isBusy} onComplete={() => take()} />;
  return (
    <KeyedButton
      command="next-step"
      className="button main wide step"
      onClick={() => take()}
      disabled={isBusy}
    >
      <FormattedMessage id="driver.at-pickup" />
    </KeyedButton>
  );
}
