import type { Offer } from '#contracts';
import type { OfferState } from './offer-state.js';

/** An offer as its driver sees it. */
export function toOfferView(offer: OfferState): Offer {
  const { id, tripId, ride, pickupEtaSeconds, pickupDistanceMeters, createdAt, expiresAt } = offer;
  return {
    id,
    tripId,
    ...ride,
    pickupName: ride.pickupName ?? null,
    dropoffName: ride.dropoffName ?? null,
    pickupEtaSeconds,
    pickupDistanceMeters,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
