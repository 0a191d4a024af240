import type { Money, OfferStatus, Position, TripRider } from '#contracts';

/** What a driver is asked to do, as of the offer. */
export interface OfferedRide {
  pickup: Position;
  dropoff: Position;
  tripDistanceMeters: number;
  fare: Money;
  rider: TripRider;
}

/** A ride offered to one driver. Times are the database's. */
export interface OfferState {
  id: string;
  tripId: string;
  driverId: string;
  status: OfferStatus;
  /** One pending at a time a trip; a broadcast's offers are not. */
  exclusive: boolean;
  ride: OfferedRide;
  pickupEtaSeconds: number;
  pickupDistanceMeters: number;
  createdAt: Date;
  expiresAt: Date;
  /** When the driver's client said that it has it. */
  acknowledgedAt: Date | null;
  closedAt: Date | null;
  reason: string | null;
}

/** Why an offer was withdrawn. */
type RevokeReason =
  | 'trip_cancelled'
  | 'trip_assigned'
  | 'no_drivers_available'
  | 'driver_offline'
  | 'driver_silent'
  | 'undelivered';

/** How an offer ends, and why. */
export type OfferClosing =
  | { status: 'accepted'; reason: 'accepted' }
  | { status: 'declined'; reason: string }
  | { status: 'expired'; reason: 'not_answered' }
  | { status: 'revoked'; reason: RevokeReason };

/** The offer after it has ended. Who answers has received it: that counts as an acknowledgement. */
export const closeOffer = (offer: OfferState, closing: OfferClosing, at: Date): OfferState => ({
  ...offer,
  ...closing,
  acknowledgedAt: offer.acknowledgedAt ?? (isAnswer(closing) ? at : null),
  closedAt: at,
});

const isAnswer = ({ status }: OfferClosing): boolean =>
  status === 'accepted' || status === 'declined';

/**
 * When an offer counts as undelivered.
 * @param offerAckSeconds that the driver's client has to acknowledge it; 0: no limit
 * @returns null when it has been acknowledged, or needn't be
 */
export function deliveryDeadline(offer: OfferState, offerAckSeconds: number): Date | null {
  if (offer.acknowledgedAt || offerAckSeconds === 0) return null;
  return new Date(offer.createdAt.getTime() + offerAckSeconds * 1000);
}
