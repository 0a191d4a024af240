import { hasEnded } from '#client';
import type { Trip, TripStatus } from '#contracts';
import { useEffect, useState } from 'react';
import { formatMoney } from '../../format/money.js';
import { formatDay } from '../../format/time.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';

const PAGE = 10;

/** The rides that have ended, newest first. */
export function RideHistory() {
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
    <section className="history" aria-label="Your rides">
      <h2>Your rides</h2>
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
          Earlier rides
        </button>
      )}
      <ProblemNote problem={problem} />
    </section>
  );
}

function PastRide({ trip }: { trip: Trip }) {
  return (
    <li>
      <span>{trip.driver?.name ?? 'No driver'}</span>
      <span className="figures">{formatMoney(costOf(trip))}</span>
      <span className="quiet figures">
        {formatDay(trip.requestedAt)} · {ENDINGS[trip.status]}
      </span>
    </li>
  );
}

const ENDINGS: Record<TripStatus, string> = {
  matching: '',
  driver_assigned: '',
  driver_arrived: '',
  in_progress: '',
  completed: 'completed',
  cancelled: 'cancelled',
  no_drivers_available: 'no driver',
};

function costOf({ status, fare, cancellation }: Trip): Trip['fare'] {
  if (status === 'completed') return fare;
  return cancellation?.fee ?? { amount: 0, currency: fare.currency };
}
