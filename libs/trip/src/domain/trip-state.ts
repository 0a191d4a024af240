import type { Cancellation, Money, Position, TripDriver, TripRider, TripStatus } from '#contracts';

/** A trip: the fold of its events. Times are the database's. */
export interface TripState {
  id: string;
  riderId: string;
  /** As of the request: a later rating doesn't change a trip. */
  rider: TripRider;
  status: TripStatus;
  /** Counts the events that made it, from 1. */
  version: number;
  driver: TripDriver | null;
  pickup: Position;
  dropoff: Position;
  fare: Money;
  /** What a cancel costs after `freeCancelUntil`. */
  cancelFee: Money;
  distanceMeters: number;
  durationSeconds: number;
  /** Four digits that the rider tells the driver face to face. */
  pin: string;
  pickupEtaSeconds: number | null;
  /** Drivers who are out for this trip because they gave it back. */
  excludedDriverIds: string[];
  /** When the present search for a driver began, and when it is given up. */
  matchingSince: Date;
  matchingDeadline: Date;
  freeCancelUntil: Date | null;
  requestedAt: Date;
  assignedAt: Date | null;
  arrivedAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
  cancellation: Cancellation | null;
}
