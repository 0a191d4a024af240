import type { Trip } from '#contracts';
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
  const isCooling = useCooldown('complete');
  return (
    <ModalDialog heading="Complete the ride?" onClose={onClose}>
      <p>
        <bdi>{trip.rider.name}</bdi> pays {formatMoney(trip.fare)}. This can’t be undone.
      </p>
      <div className="buttons">
        <button className="button second" type="button" autoFocus onClick={onClose}>
          Not yet
        </button>
        <button
          className="button main"
          type="button"
          aria-disabled={isCooling || undefined}
          onClick={isCooling ? undefined : onComplete}
        >
          Complete the ride
        </button>
      </div>
    </ModalDialog>
  );
}
