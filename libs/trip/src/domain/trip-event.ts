import type { CancelledBy, Money, Position, TripDriver, TripRider } from '#contracts';

/** What happened to a trip. The tags are the names on the wire (event map of contracts). */
export type TripEvent =
  | TripRequested
  | {
      type: 'trip.driver_assigned';
      at: Date;
      driver: TripDriver;
      pickupEtaSeconds: number;
      freeCancelUntil: Date;
    }
  | { type: 'trip.driver_arrived'; at: Date }
  | { type: 'trip.started'; at: Date }
  | { type: 'trip.completed'; at: Date }
  | { type: 'trip.redispatching'; at: Date; reason: string; matchingDeadline: Date }
  | { type: 'trip.cancelled'; at: Date; by: CancelledBy; reason: string; fee: Money }
  | { type: 'trip.no_drivers_available'; at: Date; reason: string; fee: Money };

export interface TripRequested {
  type: 'trip.requested';
  at: Date;
  tripId: string;
  riderId: string;
  rider: TripRider;
  pickup: Position;
  dropoff: Position;
  fare: Money;
  cancelFee: Money;
  distanceMeters: number;
  durationSeconds: number;
  pin: string;
  matchingDeadline: Date;
}
