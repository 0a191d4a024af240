import type { Money, TripDriver } from '#contracts';

/**
 * A command to an existing trip, from its rider, its driver or the matching engine. `at` is the
 * database's time, read after the trip was locked.
 */
export type TripCommand =
  | {
      type: 'assign';
      at: Date;
      driver: TripDriver;
      pickupEtaSeconds: number;
      freeCancelSeconds: number;
    }
  | { type: 'arrive'; at: Date }
  | { type: 'start'; at: Date; pin: string; pinAttempts: number }
  | { type: 'complete'; at: Date }
  | { type: 'cancel_by_rider'; at: Date; reason: string }
  | {
      type: 'cancel_by_driver';
      at: Date;
      reason: string;
      matchingDeadlineSeconds: number;
      /** The PIN for the next driver. */
      pin: string;
    }
  | { type: 'no_show'; at: Date; waitSeconds: number; fee: Money }
  | { type: 'give_up'; at: Date };
