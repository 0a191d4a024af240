import type { Trip } from '#contracts';
import { useIntl } from 'react-intl';
import { placeText } from '../plan/place-text.js';

/** Pickup and drop-off by their names, joined by a line as on the map. */
export function RidePlaces({ trip }: { trip: Trip }) {
  const intl = useIntl();
  const { pickupName, dropoffName } = namesOf(trip);
  return (
    <dl className="route-places">
      <div data-kind="pickup">
        <dt className="quiet">{intl.formatMessage({ id: 'rider.pickup' })}</dt>
        <dd>
          <bdi>{placeText({ position: trip.pickup, name: pickupName })}</bdi>
        </dd>
      </div>
      <div data-kind="dropoff">
        <dt className="quiet">{intl.formatMessage({ id: 'rider.dropoff' })}</dt>
        <dd>
          <bdi>{placeText({ position: trip.dropoff, name: dropoffName })}</bdi>
        </dd>
      </div>
    </dl>
  );
}

/** The names that a server gives to the places of a trip; an earlier one leaves them out. */
interface NamedTrip {
  pickupName?: string | null;
  dropoffName?: string | null;
}

export const namesOf = (trip: object): NamedTrip => trip;
