import type { Money, OfferedRoute, OfferStatus, Position, TripRider } from '#contracts';

/** The ride as it was when the driver got the offer. */
export interface OfferedRide {
  pickup: Position;
  dropoff: Position;
  /** An offer of the release before has no names. */
  pickupName?: string | null;
  dropoffName?: string | null;
  tripDistanceMeters: number;
  fare: Money;
  rider: TripRider;
  /** Whether the rider shares the car; an offer of the release before does not say. */
  shared?: boolean;
  /** The stops of the driver with this trip, when it joins the trips that the driver has. */
  route?: OfferedRoute & {
    /** The version of the driver's route for which they were computed. */
    version: number;
  };
}

/** A ride offered to one driver. Times are the database's. */
export interface OfferState {
  id: string;
  tripId: string;
  driverId: string;
  status: OfferStatus;
  /**
   * Whether this is the trip's only pending offer. A broadcast makes several that aren't exclusive.
   */
  exclusive: boolean;
  ride: OfferedRide;
  pickupEtaSeconds: number;
  pickupDistanceMeters: number;
  createdAt: Date;
  expiresAt: Date;
  /** When the driver's client acknowledged the offer; null before that. */
  acknowledgedAt: Date | null;
  closedAt: Date | null;
  reason: string | null;
}

/** The reasons for which the server withdraws an offer. */
type RevokeReason =
  | 'trip_cancelled'
  | 'trip_assigned'
  | 'no_drivers_available'
  | 'driver_offline'
  | 'driver_silent'
  | 'route_changed'
  | 'undelivered';

/** The end of an offer, and its reason. */
export type OfferClosing =
  | { status: 'accepted'; reason: 'accepted' }
  | { status: 'declined'; reason: string }
  | { status: 'expired'; reason: 'not_answered' }
  | { status: 'revoked'; reason: RevokeReason };

/**
 * The offer after its end. A driver's answer proves the receipt, so it counts as an
 * acknowledgement.
 */
export const closeOffer = (offer: OfferState, closing: OfferClosing, at: Date): OfferState => ({
  ...offer,
  ...closing,
  acknowledgedAt: offer.acknowledgedAt ?? (isAnswer(closing) ? at : null),
  closedAt: at,
});

const isAnswer = ({ status }: OfferClosing): boolean =>
  status === 'accepted' || status === 'declined';

/**
 * The time at which an offer counts as undelivered.
 *
 * @param offerAckSeconds seconds the driver's client has to acknowledge it; 0 means no limit
 * @returns null when the offer has been acknowledged or there is no limit
 */
export function deliveryDeadline(offer: OfferState, offerAckSeconds: number): Date | null {
  if (offer.acknowledgedAt || offerAckSeconds === 0) return null;
  return new Date(offer.createdAt.getTime() + offerAckSeconds * 1000);
}
