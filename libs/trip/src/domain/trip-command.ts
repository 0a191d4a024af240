import type { Money, Operator, RouteStop, TripDriver } from '#contracts';

/**
 * A command to an existing trip, from its rider, its driver, ops or the matching engine. `at` is the
 * database's time, read after the trip was locked.
 */
export type TripCommand =
  | {
      type: 'assign';
      at: Date;
      driver: TripDriver;
      pickupEtaSeconds: number;
      freeCancelSeconds: number;
      /** The driver's seat for a shared trip, from 1; null: the driver has no other trip. */
      seat?: number | null;
    }
  | ({ type: 'arrive'; at: Date; place: StepPlace } & RouteOrder)
  | ({ type: 'start'; at: Date; pin: string; pinAttempts: number } & RouteOrder)
  | ({ type: 'complete'; at: Date; place: StepPlace } & RouteOrder)
  /** `isDriverSilent`: the driver has sent no request for too long, so the cancel is free. */
  | { type: 'cancel_by_rider'; at: Date; reason: string; isDriverSilent: boolean }
  | ({ type: 'cancel_by_driver'; at: Date; reason: string } & RedispatchTerms)
  | ({
      type: 'no_show';
      at: Date;
      waitSeconds: number;
      fee: Money;
      pickup: PickupDistance;
    } & DriverAttendance)
  | { type: 'give_up'; at: Date }
  /** The rider's app has been away for too long. */
  | { type: 'cancel_for_gone_rider'; at: Date }
  /** `since`: the time of the driver's last request. */
  | { type: 'report_silence'; at: Date; since: Date; lostAt: Date | null }
  | { type: 'report_return'; at: Date }
  | ({ type: 'replace_lost_driver'; at: Date } & RedispatchTerms)
  | OperatorCommand;

/** The order of the stops of a driver with shared trips. */
export interface RouteOrder {
  /** The next stop of the driver; null or absent for a trip that is on no route. */
  nextStop?: Pick<RouteStop, 'tripId' | 'kind'> | null;
}

/** The terms of the search for another driver. */
export interface RedispatchTerms {
  matchingDeadlineSeconds: number;
  /** The PIN for the next driver. */
  pin: string;
}

/** Whether the driver has been heard since the arrival. */
export interface DriverAttendance {
  /** The driver has sent no request for too long before this one. */
  isDriverSilent: boolean;
  /** The last time at which a silence of the driver ended; null without a silence. */
  driverBackAt: Date | null;
}

/** How far the driver is from the pickup. */
export interface PickupDistance {
  /** Null when no location of the driver is known. */
  meters: number | null;
  /** The farthest that counts as being at the pickup; 0 turns the check off. */
  maxMeters: number;
}

/** How far the driver is from the place of a step, and why that may not matter. */
export interface StepPlace {
  /** Null when no location counts: none that is new enough was reported. */
  meters: number | null;
  /** The farthest that counts as being there; 0 turns the check off. */
  limitMeters: number;
  /** The reason for which the driver takes the step all the same; null without one. */
  overrideReason: string | null;
}

/** A command of an operator, who gives a reason. */
export type OperatorCommand = { at: Date; reason: string; operator: Operator } & (
  | { type: 'cancel_by_operator' }
  | { type: 'complete_by_operator' }
  | ({ type: 'redispatch_by_operator' } & RedispatchTerms)
);
