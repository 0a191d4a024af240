import type { Offer } from '#contracts';
import type { OfferState } from './offer-state.js';

/** An offer as its driver sees it. */
export function toOfferView(offer: OfferState): Offer {
  const { id, tripId, ride, pickupEtaSeconds, pickupDistanceMeters, createdAt, expiresAt } = offer;
  const { route } = ride;
  return {
    id,
    tripId,
    ...ride,
    shared: ride.shared ?? false,
    route: route ? { stops: route.stops, addedSeconds: route.addedSeconds } : null,
    pickupName: ride.pickupName ?? null,
    dropoffName: ride.dropoffName ?? null,
    pickupEtaSeconds,
    pickupDistanceMeters,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
