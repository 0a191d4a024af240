import { CancelRide } from '../cancel/cancel-ride.js';
import { NotifyButton } from '../../notify/notify-button.js';
import { DriverCard } from './driver-card.js';
import { PinCard } from './pin-card.js';
import { ShareRide } from './share-ride.js';
import { StageBar } from './stage-bar.js';
import type { Trip } from '#contracts';
import { formatMoney } from '../../format/money.js';

interface RidePanelProps {
  trip: Trip;
  clockOffsetMs: number;
  onAnswer: (trip: Trip) => void;
}

/** A ride under way. */
export function RidePanel({ trip, clockOffsetMs, onAnswer }: RidePanelProps) {
  const { status, driver, pin, fare } = trip;
  const isBeforeStart = status === 'driver_assigned' || status === 'driver_arrived';
  const isBeforeArrival = status === 'matching' || status === 'driver_assigned';
  return (
    <>
      <StageBar status={status} />
      {driver && <DriverCard driver={driver} />}
      {isBeforeStart && pin !== undefined && <PinCard pin={pin} />}
      {isBeforeArrival && (
        <NotifyButton
          label="Notify me when my driver is here"
          grantedSentence="We notify you when your driver is here, also in another tab."
          refusedSentence="This browser shows no notifications. The title of this tab tells you."
        />
      )}
      <section className="row" aria-label="Fare">
        <span className="quiet">Fare</span>
        <strong className="figures">{formatMoney(fare)}</strong>
      </section>
      <ShareRide tripId={trip.id} />
      <CancelRide trip={trip} clockOffsetMs={clockOffsetMs} onCancelled={onAnswer} />
    </>
  );
}
