import type { TripStatus } from '#contracts';
import { deliveryDeadline, type OfferClosing, type OfferState } from './offer-state.js';

/** A pending offer and the status of its driver. */
export interface PendingOffer {
  offer: OfferState;
  isDriverOnline: boolean;
  /** The driver's last request is longer ago than `DRIVER_SILENCE_SECONDS`. */
  isDriverSilent: boolean;
  /** The driver's route isn't the one for which the offer was computed any more. */
  isRouteChanged: boolean;
}

/** The facts that decide what is overdue. */
export interface SweepContext {
  trip: { status: TripStatus; matchingDeadline: Date };
  pending: readonly PendingOffer[];
  /** Seconds a driver's client has to acknowledge an offer; 0 means no limit. */
  offerAckSeconds: number;
  /** The database's time. */
  at: Date;
}

export interface SweepResult {
  closings: { offer: OfferState; closing: OfferClosing }[];
  /** Whether the search has passed its deadline. */
  givesUp: boolean;
}

/**
 * Decides what is overdue with a trip: offers past their expiry, offers that weren't
 * acknowledged, offers whose trip or driver is no longer available, and a search past its
 * deadline. The sweep is level-triggered: it reads the present state instead of the events
 * that led to it, so it finds the same after a crash.
 */
export function sweep(context: SweepContext): SweepResult {
  const { trip, pending, at } = context;
  const givesUp = trip.status === 'matching' && at >= trip.matchingDeadline;
  const closings = pending.flatMap((candidate) => {
    const { offer } = candidate;
    const closing = closingByTrip(offer, context, givesUp) ?? closingByDriver(candidate, context);
    return closing ? [{ offer, closing }] : [];
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
  { offer, isDriverOnline, isDriverSilent, isRouteChanged }: PendingOffer,
  { at, offerAckSeconds }: SweepContext,
): OfferClosing | null {
  if (!isDriverOnline) return { status: 'revoked', reason: 'driver_offline' };
  if (isDriverSilent) return { status: 'revoked', reason: 'driver_silent' };
  if (isRouteChanged) return { status: 'revoked', reason: 'route_changed' };
  const limit = deliveryDeadline(offer, offerAckSeconds);
  return limit && at >= limit ? { status: 'revoked', reason: 'undelivered' } : null;
}
