import type { Position, Trip } from '#contracts';
import { useIntl } from 'react-intl';
import { formatMoney } from '../../format/money.js';
import type { Cockpit } from '../route/use-cockpit.js';
import { GiveBack } from './give-back.js';
import { NoShow } from './no-show.js';
import { PinForm } from './pin-form.js';
import { RideEnds } from './ride-ends.js';
import { RiderName } from './rider-name.js';
import { NextStep } from './next-step.js';

interface TripPanelProps {
  trip: Trip;
  /** The position of the car. */
  here: Position | undefined;
  cockpit: Cockpit;
  onAnswer: (trip: Trip) => void;
}

/** The ride under way: one large button for the next step, and the ways to end the ride below. */
export function TripPanel({ trip, here, cockpit, onAnswer }: TripPanelProps) {
  const intl = useIntl();
  const { status } = trip;
  const isWaiting = status === 'driver_arrived';
  return (
    <section className="ride" aria-label={intl.formatMessage({ id: 'driver.ride' })}>
      <div className="row">
        <RiderName rider={trip.rider} />
        <strong className="figures">{formatMoney(trip.fare, intl)}</strong>
      </div>
      <RideEnds ride={trip} />
      {isWaiting ? (
        <PinForm trip={trip} onAnswer={onAnswer} />
      ) : (
        <NextStep key={status} trip={trip} here={here} cockpit={cockpit} onAnswer={onAnswer} />
      )}
      {status !== 'in_progress' && (
        <div className="ways-out">
          {isWaiting && <NoShow trip={trip} here={here} onAnswer={onAnswer} />}
          <GiveBack key={trip.id} trip={trip} onAnswer={onAnswer} />
        </div>
      )}
    </section>
  );
}
