import type { TripStatus } from '#contracts';
import { DomainError } from '#platform';
import type { OfferState } from './offer-state.js';

/** The facts that decide an answer to an offer, all of them read under the locks. */
export interface AnswerContext {
  offer: OfferState;
  tripStatus: TripStatus;
  /** The database's time, read after the locks were taken. */
  at: Date;
}

const EXPIRED = 'It was not answered in time.';

/**
 * Requires that the driver may accept the offer now.
 *
 * @throws DomainError OFFER_EXPIRED, OFFER_REVOKED, OFFER_DECLINED, TRIP_ALREADY_ASSIGNED
 */
export function requireAcceptable({ offer, tripStatus, at }: AnswerContext): void {
  requireOpen(offer, at);
  if (tripStatus === 'matching') return;
  const isGone = tripStatus === 'cancelled' || tripStatus === 'no_drivers_available';
  throw isGone
    ? new DomainError('OFFER_REVOKED', 'The trip has ended.')
    : new DomainError('TRIP_ALREADY_ASSIGNED', 'Another driver was faster.');
}

/**
 * Requires that the driver may decline the offer now.
 *
 * @throws DomainError OFFER_ALREADY_ACCEPTED, OFFER_EXPIRED, OFFER_REVOKED, OFFER_DECLINED
 */
export function requireDeclinable({ offer, at }: AnswerContext): void {
  if (offer.status === 'accepted') {
    throw new DomainError('OFFER_ALREADY_ACCEPTED', 'Cancel the trip to give it back.');
  }
  requireOpen(offer, at);
}

/** The clock decides on expiry, also before the sweeper has announced it. */
function requireOpen(offer: OfferState, at: Date): void {
  switch (offer.status) {
    case 'expired':
      throw new DomainError('OFFER_EXPIRED', EXPIRED);
    case 'revoked':
      throw new DomainError('OFFER_REVOKED', 'It was withdrawn before you answered.');
    case 'declined':
      throw new DomainError('OFFER_DECLINED', 'You have declined it.');
    case 'pending':
      if (at >= offer.expiresAt) throw new DomainError('OFFER_EXPIRED', EXPIRED);
      return;
    case 'accepted':
      return;
  }
}
