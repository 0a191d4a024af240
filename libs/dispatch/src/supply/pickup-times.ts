import type { Position } from '#contracts';
import type { TravelEstimator } from '#geo';
import type { SupplyIndex } from './supply-index.js';

export interface PickupSearch {
  readonly requests: readonly {
    readonly pickup: Position;
    /** Ids of drivers who are out for this trip: they declined, or let the offer expire. */
    readonly excluded?: Iterable<string>;
  }[];
  readonly supply: SupplyIndex;
  readonly estimator: Pick<TravelEstimator, 'towards'>;
  /** Longest travel time to a pickup, this value included. */
  readonly reachSeconds: number;
}

/**
 * How long each driver of the supply would take to each pickup, as `DispatchBatch` wants it:
 * Infinity for who is out of reach, or out for this trip. All drivers are looked up, by travel
 * time on the road: a pickup whose row is known takes some 5 µs for 5,000 of them.
 */
export function pickupTimes({ requests, supply, estimator, reachSeconds }: PickupSearch) {
  const starts = supply.starts();
  const drivers = supply.drivers();
  const seconds = new Float32Array(requests.length * drivers.length);
  requests.forEach(({ pickup, excluded = [] }, i) => {
    const row = seconds.subarray(i * drivers.length, (i + 1) * drivers.length);
    estimator.towards(pickup).fillSeconds(starts, row);
    limit(row, { drivers, reachSeconds });
    for (const driverId of excluded) {
      const driver = supply.indexOf(driverId);
      if (driver !== undefined) row[driver] = Infinity;
    }
  });
  return seconds;
}

function limit(
  row: Float32Array,
  { drivers, reachSeconds }: { drivers: readonly { busySeconds: number }[]; reachSeconds: number },
): void {
  const reach = Math.fround(reachSeconds);
  for (let driver = 0; driver < row.length; driver++) {
    row[driver]! += drivers[driver]!.busySeconds;
    if (row[driver]! > reach) row[driver] = Infinity;
  }
}
