import type { Trip } from '#contracts';
import { RatingForm } from './rating-form.js';
import { ReceiptCard } from './receipt-card.js';
import { StageBar } from '../ride/stage-bar.js';

/** A ride that has ended: its receipt, its rating, and the button that plans the next. */
export function EndedPanel({ trip, onDismiss }: { trip: Trip; onDismiss: () => void }) {
  return (
    <>
      <StageBar status={trip.status} />
      {trip.status !== 'no_drivers_available' && <ReceiptCard tripId={trip.id} />}
      {trip.status === 'completed' && <RatingForm key={trip.id} trip={trip} />}
      <button className="button main wide" type="button" onClick={onDismiss}>
        Plan another ride
      </button>
    </>
  );
}
