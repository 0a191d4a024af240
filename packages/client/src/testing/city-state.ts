import type { EphemeralData } from '#contracts';
import type { FakeCity } from './fake-city.js';
import type { FakeClock } from './fake-clock.js';

/** The drivers that one frame lists. */
const MOST_DRIVERS = 1_000;

function count(names: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** The state of the city for ops. */
export function cityStateOf(
  city: FakeCity,
  clock: FakeClock,
  connections: number,
): EphemeralData<'city.state'> {
  const active = [...city.trips.values()].filter((trip) => !city.hasEnded(trip));
  const drivers = [...city.users.values()].filter((user) => user.availability === 'online');
  const located = drivers.flatMap((user) => {
    if (!user.located) return [];
    const trip = city.activeTripOf(user);
    const isOffered = city.offers.pendingOfferOf(user) !== undefined;
    const status = trip
      ? ('on_trip' as const)
      : isOffered
        ? ('offered' as const)
        : ('idle' as const);
    const { id } = user;
    const { position, headingDegrees, recordedAt } = user.located;
    const place = { id, status, position, headingDegrees };
    return [{ ...place, recordedAt, tripId: trip?.view.id ?? null }];
  });
  const pending = located.filter(({ status }) => status === 'offered').length;
  return {
    trips: count(active.map(({ view }) => view.status)),
    offers: pending === 0 ? {} : { pending },
    availability: count(drivers.map((user) => user.availability)),
    drivers: located.slice(0, MOST_DRIVERS),
    silentTrips: [],
    driversOmitted: Math.max(0, located.length - MOST_DRIVERS),
    connections,
    outboxLagSeconds: 0,
    serverTime: clock.iso(),
  };
}
