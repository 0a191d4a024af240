import type { TripStatus } from '#contracts';
import { DomainError } from '#platform';
import type { OfferState } from './offer-state.js';

/** What an answer to an offer depends on, all of it read under the locks. */
export interface AnswerContext {
  offer: OfferState;
  tripStatus: TripStatus;
  /** The database's time, asked for after the locks were held. */
  at: Date;
}

const EXPIRED = 'It was not answered in time.';

/**
 * Whether the driver may accept now.
 *
 * @throws DomainError OFFER_EXPIRED, OFFER_REVOKED, OFFER_DECLINED, TRIP_ALREADY_ASSIGNED:
 *   every way to lose has its own code
 */
export function requireAcceptable({ offer, tripStatus, at }: AnswerContext): void {
  requireOpen(offer, at);
  if (tripStatus === 'matching') return;
  const isGone = tripStatus === 'cancelled' || tripStatus === 'no_drivers_available';
  throw isGone
    ? new DomainError('OFFER_REVOKED', 'The trip has ended.')
    : new DomainError('TRIP_ALREADY_ASSIGNED', 'Another driver was faster.');
}

/** Whether the driver may decline now: an offer that is over can't be. */
export function requireDeclinable({ offer, at }: AnswerContext): void {
  if (offer.status === 'accepted') {
    throw new DomainError('OFFER_ALREADY_ACCEPTED', 'Cancel the trip to give it back.');
  }
  requireOpen(offer, at);
}

/** Expiry is a matter of the clock, whether or not the sweeper has announced it. */
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
