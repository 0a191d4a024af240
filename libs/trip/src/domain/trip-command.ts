import type { Money, TripDriver } from '#contracts';

/** What somebody wants of a trip that exists. `at` is the database's time, under the lock. */
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
  | { type: 'cancel_by_driver'; at: Date; reason: string; matchingDeadlineSeconds: number }
  | { type: 'no_show'; at: Date; waitSeconds: number; fee: Money }
  | { type: 'give_up'; at: Date };
