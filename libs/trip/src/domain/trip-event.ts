import type { CancelledBy, Money, Operator, TripDriver } from '#contracts';
import type { TripState } from './trip-state.js';

/** A step that the driver took far from its place, or at a place that is not known. */
export interface StepOverrideRecord {
  reason: string;
  distanceMeters: number | null;
}

/** A change of a trip. The tags are the event types on the wire (the event map of contracts). */
export type TripEvent =
  | TripRequested
  | {
      type: 'trip.driver_assigned';
      at: Date;
      driver: TripDriver;
      pickupEtaSeconds: number;
      freeCancelUntil: Date;
      /** The driver's seat for a shared trip. It stays off the wire. */
      seat?: number | null;
    }
  | { type: 'trip.driver_arrived'; at: Date; override?: StepOverrideRecord }
  | { type: 'trip.started'; at: Date }
  /** `reason` and `operator` are set when an operator completed the trip. */
  | {
      type: 'trip.completed';
      at: Date;
      reason?: string;
      operator?: Operator;
      override?: StepOverrideRecord;
    }
  | { type: 'trip.driver_silent'; at: Date; since: Date; lostAt: Date | null }
  | { type: 'trip.driver_back'; at: Date }
  | {
      type: 'trip.redispatching';
      at: Date;
      reason: string;
      matchingDeadline: Date;
      /** The new PIN: the driver who loses the trip knows the one before. It stays off the wire. */
      pin: string;
      operator?: Operator;
    }
  | {
      type: 'trip.cancelled';
      at: Date;
      by: CancelledBy;
      reason: string;
      fee: Money;
      operator?: Operator;
    }
  | { type: 'trip.no_drivers_available'; at: Date; reason: string; fee: Money };

/** The facts that a request fixes for the life of the trip. */
export interface TripRequested extends Pick<
  TripState,
  | 'riderId'
  | 'rider'
  | 'pickup'
  | 'dropoff'
  | 'pickupName'
  | 'dropoffName'
  | 'fare'
  | 'cancelFee'
  | 'distanceMeters'
  | 'durationSeconds'
  | 'pin'
  | 'matchingDeadline'
  | 'shared'
> {
  type: 'trip.requested';
  at: Date;
  tripId: string;
}
