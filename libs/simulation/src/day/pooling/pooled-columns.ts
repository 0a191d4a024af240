import type { SupplyDriver } from '#dispatch';
import type { DutyRoster } from '../duty/duty-roster.js';
import type { WindowRides } from '../fleet/day-fleet.js';
import type { TravelClock } from '../travel-clock.js';
import type { InsertionSearch } from './insertion-search.js';
import type { PooledCar } from './pooled-car.js';
import type { PooledRide } from './pooled-ride.js';

/** A car as the policy sees it, with the cost of each rider in seconds of pickup. */
export interface PooledColumn {
  readonly driver: SupplyDriver;
  readonly costs: Float64Array;
}

export interface PooledColumnsParts {
  readonly window: WindowRides;
  readonly cars: readonly PooledCar[];
  /** The riders of the window, in its order. */
  readonly pooled: readonly PooledRide[];
  readonly insertions: InsertionSearch;
  readonly clock: TravelClock;
  readonly duty: DutyRoster;
  /** Whether a car has the charge for a ride at the place that `insertions` has found. */
  readonly hasCharge: (car: PooledCar, ride: PooledRide) => boolean;
}

/**
 * Lists what the cars can do for the riders of a window: take them now, as a first rider or
 * beside others, or, for a policy that looks ahead, serve them when the car is free. A car may be
 * listed for both; only the first is an offer to make.
 */
export function listPooledColumns(parts: PooledColumnsParts): PooledColumn[] {
  const { cars, window } = parts;
  const columns: PooledColumn[] = [];
  for (const car of cars) {
    if (car.isOffered) continue;
    const busySeconds = Math.max(0, car.freeAt - window.at);
    if (car.hasPlan || busySeconds === 0) {
      const costs = costsNow(car, parts);
      // A busy car that can't take any of the riders is no driver of this window.
      if (!car.hasPlan || costs.some((cost) => cost < Infinity))
        columns.push(column(car, 0, costs));
    }
    const isAhead = busySeconds > 0 && busySeconds <= window.lookaheadSeconds;
    if (isAhead && parts.duty.canBegin(car.index, car.freeAt)) {
      columns.push(column(car, busySeconds, costsWhenFree(car, busySeconds, parts)));
    }
  }
  return columns;
}

const column = (
  { driverId }: PooledCar,
  busySeconds: number,
  costs: Float64Array,
): PooledColumn => ({ driver: { driverId, busySeconds }, costs });

/**
 * The costs of riders whom the car takes now. A ride that can't be added to a plan can't be added
 * later either, while the car follows it, so most pairs of a rush hour are computed once.
 */
function costsNow(car: PooledCar, parts: PooledColumnsParts) {
  const { window, pooled, insertions, hasCharge } = parts;
  const { at, rides } = window;
  const costs = new Float64Array(pooled.length).fill(Infinity);
  let isBegun = false;
  for (let r = 0; r < pooled.length; r++) {
    const ride = pooled[r]!;
    if (ride.isRefusedBy(car) || rides[r]!.excluded.has(car.index)) continue;
    if (!isBegun) insertions.begin({ at, start: car.startAt(at), plan: car.plan });
    isBegun = true;
    costs[r] = insertions.findCost(ride, latestPickup(ride, window));
    if (costs[r]! < Infinity && !hasCharge(car, ride)) costs[r] = Infinity;
    if (costs[r] === Infinity) ride.refuse(car);
  }
  return costs;
}

/** The pickup times of riders who wait until the car is free. */
function costsWhenFree(
  car: PooledCar,
  busySeconds: number,
  { window, pooled, clock }: PooledColumnsParts,
) {
  return Float64Array.from(pooled, (ride, r) => {
    if (window.rides[r]!.excluded.has(car.index)) return Infinity;
    const driving = ride.pickup.row.seconds[car.node]!;
    const seconds = busySeconds + clock.duration(window.at + busySeconds, driving);
    return window.at + seconds > latestPickup(ride, window) ? Infinity : seconds;
  });
}

const latestPickup = ({ plan }: PooledRide, { patienceSeconds }: WindowRides): number =>
  plan.departureSeconds + patienceSeconds;
