import type { Cancellation, Money, Position, TripDriver, TripRider, TripStatus } from '#contracts';

/** The state of a trip, the fold of its events. Times are the database's. */
export interface TripState {
  id: string;
  riderId: string;
  /** Name and rating as of the request: a later rating doesn't change a trip. */
  rider: TripRider;
  status: TripStatus;
  /** The number of the trip's changes so far, at least 1. A tip changes no trip. */
  version: number;
  driver: TripDriver | null;
  pickup: Position;
  dropoff: Position;
  /** What people call the two ends, as of the request; null where the city has no name for them. */
  pickupName: string | null;
  dropoffName: string | null;
  fare: Money;
  /** The price of a cancel after `freeCancelUntil`. */
  cancelFee: Money;
  distanceMeters: number;
  durationSeconds: number;
  /** Four digits that the rider shows to the driver at the pickup. */
  pin: string;
  pickupEtaSeconds: number | null;
  /** Whether the rider lets others ride along. */
  shared: boolean;
  /**
   * The driver's seat for this trip while it is one of several shared ones, from 1; null without a
   * driver, and for a trip that has its driver alone.
   */
  seat: number | null;
  /** Drivers who gave the trip back. The engine doesn't offer it to them again. */
  excludedDriverIds: string[];
  /** The beginning of the present search for a driver. */
  matchingSince: Date;
  /** The time at which the present search is given up. */
  matchingDeadline: Date;
  freeCancelUntil: Date | null;
  requestedAt: Date;
  assignedAt: Date | null;
  arrivedAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
  cancellation: Cancellation | null;
  /** The time of the driver's last request while the driver is silent; null otherwise. */
  driverSilentSince: Date | null;
  /** The earliest time at which the silent driver counts as lost; null if never. */
  driverLostAt: Date | null;
}
