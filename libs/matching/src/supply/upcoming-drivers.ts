import { greatCircleMeters, type TravelEstimator } from '#geo';
import type { SuppliedDriver } from './supply-snapshot.js';
import type { RidingDriver } from './supply.repository.js';

/**
 * A driver at the drop-off still has the rider in the car. The value 0 would mean an idle driver,
 * who gets offers.
 */
const MIN_BUSY_SECONDS = 1;

export interface UpcomingDriversOptions {
  readonly estimator: Pick<TravelEstimator, 'estimate' | 'reachMeters'>;
  /** The longest remaining drive, in seconds, of a driver who counts as upcoming. */
  readonly lookaheadSeconds: number;
}

/** Selects the drivers whose ride ends soon, and places them at the drop-off. */
export function upcomingDrivers(
  riding: readonly RidingDriver[],
  { estimator, lookaheadSeconds }: UpcomingDriversOptions,
): SuppliedDriver[] {
  // A route search for each drop-off is expensive, and most drop-offs are out of reach anyway.
  const reachMeters = estimator.reachMeters(lookaheadSeconds);
  return riding.flatMap(({ driverId, position, dropoff }) => {
    if (greatCircleMeters(position, dropoff) > reachMeters) return [];
    const { durationSeconds } = estimator.estimate(position, dropoff);
    if (durationSeconds > lookaheadSeconds) return [];
    const busySeconds = Math.max(durationSeconds, MIN_BUSY_SECONDS);
    return [{ driverId, position: dropoff, busySeconds }];
  });
}
