import type { TripStatus } from '#contracts';
import { deliveryDeadline, type OfferClosing, type OfferState } from './offer-state.js';

/** A pending offer, and what is known of its driver. */
export interface PendingOffer {
  offer: OfferState;
  isDriverOnline: boolean;
  /** No sign of life for too long. */
  isDriverSilent: boolean;
}

/** What a trip and its pending offers are measured by. */
export interface SweepContext {
  trip: { status: TripStatus; matchingDeadline: Date };
  pending: readonly PendingOffer[];
  /** That a driver's client has to acknowledge an offer; 0: no limit. */
  offerAckSeconds: number;
  /** The database's time. */
  at: Date;
}

export interface SweepResult {
  closings: { offer: OfferState; closing: OfferClosing }[];
  /** The search has lasted too long. */
  givesUp: boolean;
}

/**
 * What is overdue with a trip: offers past their time, offers that didn't reach their
 * driver or whose trip or driver is gone, a search past its deadline. Level-triggered: it looks at what is, not at what
 * happened, so it finds the same after a crash.
 */
export function sweep(context: SweepContext): SweepResult {
  const { trip, pending, at } = context;
  const givesUp = trip.status === 'matching' && at >= trip.matchingDeadline;
  const closings = pending.flatMap((each) => {
    const closing = closingByTrip(each.offer, context, givesUp) ?? closingByDriver(each, context);
    return closing ? [{ offer: each.offer, closing }] : [];
  });
  return { closings, givesUp };
}

function closingByTrip(
  offer: OfferState,
  { trip, at }: SweepContext,
  givesUp: boolean,
): OfferClosing | null {
  if (at >= offer.expiresAt) return { status: 'expired', reason: 'not_answered' };
  if (trip.status === 'cancelled') return { status: 'revoked', reason: 'trip_cancelled' };
  if (givesUp || trip.status === 'no_drivers_available') {
    return { status: 'revoked', reason: 'no_drivers_available' };
  }
  return trip.status === 'matching' ? null : { status: 'revoked', reason: 'trip_assigned' };
}

function closingByDriver(
  { offer, isDriverOnline, isDriverSilent }: PendingOffer,
  { at, offerAckSeconds }: SweepContext,
): OfferClosing | null {
  if (!isDriverOnline) return { status: 'revoked', reason: 'driver_offline' };
  if (isDriverSilent) return { status: 'revoked', reason: 'driver_silent' };
  const limit = deliveryDeadline(offer, offerAckSeconds);
  return limit && at >= limit ? { status: 'revoked', reason: 'undelivered' } : null;
}
