import type { Trip } from '#contracts';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatMoney } from '../../format/money.js';
import { ModalDialog } from '../dialog/modal-dialog.js';
import { useCooldown } from '../keys/use-cooldown.js';

interface CompleteDialogProps {
  trip: Trip;
  onComplete: () => void;
  onClose: () => void;
}

/**
 * The second question before a ride is completed, for a driver who can't hold a button. A double
 * press that opened it doesn't answer it: its answer has a cooldown of its own.
 */
export function CompleteDialog({ trip, onComplete, onClose }: CompleteDialogProps) {
  const intl = useIntl();
  const isCooling = useCooldown('complete');
  return (
    <ModalDialog heading={<FormattedMessage id="driver.complete-question" />} onClose={onClose}>
      <p>
        <FormattedMessage
          id="driver.complete-cost"
          values={{ name: <bdi>{trip.rider.name}</bdi>, fare: formatMoney(trip.fare, intl) }}
        />
      </p>
      <div className="buttons">
        <button className="button second" type="button" autoFocus onClick={onClose}>
          <FormattedMessage id="driver.not-yet" />
        </button>
        <button
          className="button main"
          type="button"
          aria-disabled={isCooling || undefined}
          onClick={isCooling ? undefined : onComplete}
        >
          <FormattedMessage id="driver.complete" />
        </button>
      </div>
    </ModalDialog>
  );
}
