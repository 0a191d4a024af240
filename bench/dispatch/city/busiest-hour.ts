import type { TripDemand } from '#scenario';

const HOUR_SECONDS = 3600;

/** Returns the requests of the hour with most requests, on any day; of equal hours the first. */
export function findBusiestHour(requests: readonly TripDemand[]): TripDemand[] {
  const hours = new Map<number, TripDemand[]>();
  for (const request of requests) {
    const hour = Math.floor(request.departureSeconds / HOUR_SECONDS);
    const others = hours.get(hour);
    if (others) others.push(request);
    else hours.set(hour, [request]);
  }
  return [...hours.values()].reduce<TripDemand[]>(
    (most, each) => (each.length > most.length ? each : most),
    [],
  );
}
