import type { TripStatus } from '#contracts';
import type { OfferClosing, OfferState } from './offer-state.js';

/** What a trip and its pending offers are measured by. */
export interface SettleContext {
  trip: { status: TripStatus; matchingDeadline: Date };
  /** Its pending offers, each with whether the driver is still online. */
  pending: readonly { offer: OfferState; isDriverOnline: boolean }[];
  /** The database's time. */
  at: Date;
}

export interface Settlement {
  closings: { offer: OfferState; closing: OfferClosing }[];
  /** The search has lasted too long. */
  givesUp: boolean;
}

/**
 * What is overdue with a trip: offers past their time, offers whose trip or driver is
 * gone, a search past its deadline. Level-triggered: it looks at what is, not at what
 * happened, so it finds the same after a crash.
 */
export function settle({ trip, pending, at }: SettleContext): Settlement {
  const givesUp = trip.status === 'matching' && at >= trip.matchingDeadline;
  const closings = pending.flatMap(({ offer, isDriverOnline }) => {
    const closing = closingOf({ offer, isDriverOnline, trip, at, givesUp });
    return closing ? [{ offer, closing }] : [];
  });
  return { closings, givesUp };
}

function closingOf(facts: {
  offer: OfferState;
  isDriverOnline: boolean;
  trip: SettleContext['trip'];
  at: Date;
  givesUp: boolean;
}): OfferClosing | null {
  const { offer, isDriverOnline, trip, at, givesUp } = facts;
  if (at >= offer.expiresAt) return { status: 'expired', reason: 'not_answered' };
  if (trip.status === 'cancelled') return { status: 'revoked', reason: 'trip_cancelled' };
  if (givesUp || trip.status === 'no_drivers_available') {
    return { status: 'revoked', reason: 'no_drivers_available' };
  }
  if (trip.status !== 'matching') return { status: 'revoked', reason: 'trip_assigned' };
  return isDriverOnline ? null : { status: 'revoked', reason: 'driver_offline' };
}
