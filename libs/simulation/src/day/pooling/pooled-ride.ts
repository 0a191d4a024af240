import type { TravelRow, TravelTimes } from '#geo';
import type { PlannedRide } from '../planned-city.js';

/** A rounded sum of travel times may exceed a limit by so many seconds. */
const ROUNDING_SECONDS = 1e-6;

export interface RideLimits {
  /** Latest pickup in seconds since midnight of the first day. */
  readonly latestPickupAt: number;
  readonly maxDetourSeconds: number;
  /** When the rider cancels before the pickup, in seconds since midnight of the first day. */
  readonly cancelsAt: number;
}

/** A stop that a car has yet to make. */
export interface PlannedStop {
  readonly ride: PooledRide;
  readonly isPickup: boolean;
  readonly node: number;
  /** Travel to the stop from every junction. */
  readonly row: TravelRow;
}

/** A car whose plan has a number, which grows when the car can take what it could not take before. */
interface VersionedCar {
  readonly index: number;
  readonly planVersion: number;
}

/** A ride of a fleet with pooling. Times are in seconds since midnight of the first day. */
export class PooledRide {
  readonly pickup: PlannedStop;
  readonly dropoff: PlannedStop;
  readonly latestPickupAt: number;
  /** Longest time in the car beyond the direct ride. */
  readonly maxDetourSeconds: number;
  readonly cancelsAt: number;
  assignedAt = 0;
  /** Time of the pickup; before it, the one in the plan that is being tried. */
  pickedUpAt = 0;
  isShared = false;
  /** Metres of the car without a rider on the drive to the pickup, and with the rider. */
  emptyMeters = 0;
  rideMeters = 0;

  /** By index of the car: the version of its plan to which the ride could not be added. */
  private readonly refusals: number[] = [];

  constructor(
    readonly plan: PlannedRide,
    times: TravelTimes,
    { latestPickupAt, maxDetourSeconds, cancelsAt }: RideLimits,
  ) {
    const { pickupNode, dropoffNode } = plan;
    const pickupRow = times.getRow(pickupNode);
    const dropoffRow = times.getRow(dropoffNode);
    this.pickup = { ride: this, isPickup: true, node: pickupNode, row: pickupRow };
    this.dropoff = { ride: this, isPickup: false, node: dropoffNode, row: dropoffRow };
    this.latestPickupAt = latestPickupAt + ROUNDING_SECONDS;
    this.maxDetourSeconds = maxDetourSeconds + ROUNDING_SECONDS;
    this.cancelsAt = cancelsAt;
  }

  /** Whether the plan of the car is still the one to which the ride could not be added. */
  isRefusedBy({ index, planVersion }: VersionedCar): boolean {
    return this.refusals[index] === planVersion;
  }

  /** Remembers that the ride can't be added to the present plan of the car, now or later. */
  refuse({ index, planVersion }: VersionedCar): void {
    this.refusals[index] = planVersion;
  }
}
