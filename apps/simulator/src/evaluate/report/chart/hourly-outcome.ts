import type { TripDemand } from '#scenario';
import type { RideOutcome } from '#simulation';

const HOUR_SECONDS = 3_600;
export const DAY_HOURS = 24;

/** Number of requests by hour of departure since midnight of the first day, at least 24 hours. */
export interface HourlyOutcome {
  readonly served: number[];
  readonly lost: number[];
}

/** @param requests requests in the order of departure, which is the order of the rides */
export function countByHour(
  rides: readonly RideOutcome[],
  requests: readonly TripDemand[],
): HourlyOutcome {
  const hourOf = (i: number): number =>
    Math.floor((requests[i]?.departureSeconds ?? 0) / HOUR_SECONDS);
  const hours = Math.max(DAY_HOURS, hourOf(requests.length - 1) + 1);
  const served = new Array<number>(hours).fill(0);
  const lost = new Array<number>(hours).fill(0);
  rides.forEach(({ status }, i) => {
    const counts = status === 'served' ? served : lost;
    counts[hourOf(i)] = (counts[hourOf(i)] ?? 0) + 1;
  });
  return { served, lost };
}
