import type { TripDemand } from '#scenario';
const HOUR_SECONDS = 3600;

/** The requests of the hour, of whichever day, in which most were made; the first of equals. */
export function busiestHour(requests: readonly TripDemand[]): TripDemand[] {
  const hours = new Map<number, TripDemand[]>();
  for (const request of requests) {
    const hour = Math.floor(request.departureSeconds / HOUR_SECONDS);
    const known = hours.get(hour);
    if (known) known.push(request);
    else hours.set(hour, [request]);
  }
  return [...hours.values()].reduce<TripDemand[]>(
    (most, each) => (each.length > most.length ? each : most),
    [],
  );
}
