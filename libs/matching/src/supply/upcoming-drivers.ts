import { greatCircleMeters, type TravelEstimator } from '#geo';
import type { SuppliedDriver } from './supply-snapshot.js';
import type { RidingDriver } from './supply.repository.js';

/** Who is at the drop-off isn't free yet: 0 would be an idle driver, who gets offers. */
const LEAST_BUSY_SECONDS = 1;

export interface UpcomingDriversOptions {
  readonly estimator: Pick<TravelEstimator, 'estimate' | 'reachMeters'>;
  /** Longest way to the drop-off that counts as soon. */
  readonly lookaheadSeconds: number;
}

/** Drivers whose ride ends soon, at the drop-off, where they will be free. */
export function upcomingDrivers(
  riding: readonly RidingDriver[],
  { estimator, lookaheadSeconds }: UpcomingDriversOptions,
): SuppliedDriver[] {
  // Most rides end far away, and a search for roads to each drop-off is dear.
  const reachMeters = estimator.reachMeters(lookaheadSeconds);
  return riding.flatMap(({ driverId, position, dropoff }) => {
    if (greatCircleMeters(position, dropoff) > reachMeters) return [];
    const { durationSeconds } = estimator.estimate(position, dropoff);
    if (durationSeconds > lookaheadSeconds) return [];
    const busySeconds = Math.max(durationSeconds, LEAST_BUSY_SECONDS);
    return [{ driverId, position: dropoff, busySeconds }];
  });
}
