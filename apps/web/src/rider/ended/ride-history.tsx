import { hasEnded } from '#client';
import type { Trip, TripStatus } from '#contracts';
import { useEffect, useState } from 'react';
import { useIntl } from 'react-intl';
import { formatMoney } from '../../format/money.js';
import { formatDay } from '../../format/time.js';
import type { MessageId } from '../../language/message-id.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { namesOf } from '../detail/ride-places.js';
import { placeText } from '../plan/place-text.js';

const PAGE = 10;

/** The rides that have ended, newest first. */
export function RideHistory() {
  const intl = useIntl();
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [trips, setTrips] = useState<Trip[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const load = (after?: string) =>
    run(async () => {
      const page = await guarded(() => api.trips({ limit: PAGE, cursor: after }));
      setTrips((known) => [...(after === undefined ? [] : known), ...page.trips.filter(hasEnded)]);
      setCursor(page.nextCursor);
    });
  useEffect(() => load(), []);
  if (trips.length === 0) return <ProblemNote problem={problem} />;
  return (
    <section className="history" aria-label={intl.formatMessage({ id: 'rider.your-rides' })}>
      <h2>{intl.formatMessage({ id: 'rider.your-rides' })}</h2>
      <ul>
        {trips.map((trip) => (
          <PastRide key={trip.id} trip={trip} />
        ))}
      </ul>
      {cursor !== null && (
        <button
          className="button plain"
          type="button"
          disabled={isBusy}
          onClick={() => load(cursor)}
        >
          {intl.formatMessage({ id: 'rider.earlier-rides' })}
        </button>
      )}
      <ProblemNote problem={problem} />
    </section>
  );
}

function PastRide({ trip }: { trip: Trip }) {
  const intl = useIntl();
  const ending = ENDINGS[trip.status];
  return (
    <li>
      <a href={`/rides/${trip.id}`}>
        <bdi>{placeText({ position: trip.dropoff, name: namesOf(trip).dropoffName })}</bdi>
      </a>
      <span className="figures">{formatMoney(costOf(trip), intl)}</span>
      <span className="quiet figures">
        {formatDay(trip.requestedAt, intl)}
        {ending && ` · ${intl.formatMessage({ id: ending })}`}
        {trip.driver && (
          <>
            {' · '}
            <bdi>{trip.driver.name}</bdi>
          </>
        )}
      </span>
    </li>
  );
}

const ENDINGS: Partial<Record<TripStatus, MessageId>> = {
  completed: 'rider.ended-completed',
  cancelled: 'rider.ended-cancelled',
  no_drivers_available: 'rider.ended-no-driver',
};

function costOf({ status, fare, cancellation }: Trip): Trip['fare'] {
  if (status === 'completed') return fare;
  return cancellation?.fee ?? { amount: 0, currency: fare.currency };
}
