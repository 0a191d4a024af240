import type { Availability, EventData, Offer, Reposition, Snapshot, Trip } from '#contracts';
import type { StreamEvent } from '../connect/stream-message.js';
import { offerEndOf, type OfferEnd } from './offer-end.js';
import type { SnapshotMessage } from './rider-state.js';

/** An offer or a trip that has just ended, until the next one begins or it is dismissed. */
export type DriverEnding =
  | { about: 'offer'; offerId: string; end: OfferEnd }
  /** The trip is null when it ended while the client had no connection. */
  | { about: 'trip'; trip: Trip | null };

/** What a driver's stream, and the answers to commands, have said so far. */
export interface DriverState {
  /** A snapshot has arrived: from now on, null means that there is none. */
  isKnown: boolean;
  availability: Availability;
  /** The offer that waits for an answer. It can be accepted until its `expiresAt`. */
  offer: Offer | null;
  /** The trip under way. */
  trip: Trip | null;
  /**
   * The suggestion to drive to where riders are expected, until it has ended. It holds until its
   * `expiresAt`, also if the end arrives later.
   */
  reposition: Reposition | null;
  /** A completed trip whose rider can be rated. */
  toRate: Trip | null;
  ending: DriverEnding | null;
  /** The tip that came last; null before the first one since the client began. */
  latestTip: EventData<'trip.tipped'> | null;
  /** The trip of the latest message about any trip: a message with a lower version is outdated. */
  latestTrip: { tripId: string; version: number } | null;
}

/** The messages that change a `DriverState`: the messages of the stream, and those of the client. */
export type DriverMessage =
  | SnapshotMessage<Snapshot<'driver'>>
  | StreamEvent<'driver'>
  /** The answer to a command. It may arrive before the event of the same change. */
  | { type: 'answer'; trip: Trip }
  | { type: 'availability'; status: Availability }
  /** The offer ended, as the answer to a decline or a refused accept says. */
  | { type: 'offer-over'; offerId: string; end: OfferEnd }
  /** The answer to the accept of a suggestion. */
  | { type: 'reposition-answer'; reposition: Reposition }
  /** A suggestion ended, as the answer to a decline or a refused accept says. */
  | { type: 'reposition-over'; repositionId: string }
  | { type: 'dismissed'; what: 'ending' | 'rating' };

/**
 * The state before the first message.
 *
 * @example
 * ```ts
 * let state = initialDriver;
 * ```
 */
export const initialDriver: DriverState = Object.freeze({
  isKnown: false,
  availability: 'offline',
  offer: null,
  trip: null,
  reposition: null,
  toRate: null,
  ending: null,
  latestTip: null,
  latestTrip: null,
});

/**
 * The next state of a driver. It is pure, and returns the same object when nothing changed. Answers
 * and events may arrive in any order: the higher version of a trip wins. Unknown messages change
 * nothing.
 *
 * @example
 * ```ts
 * let state = initialDriver;
 * for await (const message of connect({ baseUrl, stream: 'driver', token })) {
 *   state = reduceDriver(state, message);
 * }
 * ```
 */
export function reduceDriver(state: DriverState, message: DriverMessage): DriverState {
  if (message.type === 'stream.snapshot') return withSnapshot(state, message.data);
  if (message.type === 'answer') return withTrip(state, message.trip);
  if (message.type === 'availability') return withAvailability(state, message.status);
  if (message.type === 'offer-over') {
    return state.offer?.id === message.offerId ? withOfferEnd(state, message) : state;
  }
  if (message.type === 'reposition-answer')
    return withAcceptedReposition(state, message.reposition);
  if (message.type === 'reposition-over') return withoutReposition(state, message.repositionId);
  if (message.type === 'dismissed') {
    return message.what === 'ending' ? { ...state, ending: null } : { ...state, toRate: null };
  }
  return withEvent(state, message);
}

/** Replaces the whole state except what has ended and is still on the screen. */
function withSnapshot(state: DriverState, snapshot: Snapshot<'driver'>): DriverState {
  const { availability, offer, trip, reposition = null } = snapshot;
  const isGone = state.trip !== null && trip?.id !== state.trip.id;
  const latestTrip = trip ? { tripId: trip.id, version: trip.version } : state.latestTrip;
  const ending: DriverEnding | null = isGone ? { about: 'trip', trip: null } : state.ending;
  return { ...state, isKnown: true, availability, offer, trip, reposition, latestTrip, ending };
}

function withEvent(state: DriverState, event: StreamEvent<'driver'>): DriverState {
  const { type, data } = event;
  if (type === 'driver.online') return withAvailability(state, 'online');
  if (type === 'driver.offline') return withAvailability(state, 'offline');
  if ('trip' in data) return withTrip(state, data.trip);
  if ('reposition' in data) return { ...state, reposition: data.reposition };
  if ('repositionId' in data) return withRepositionChange(state, data);
  if ('tip' in data) return { ...state, latestTip: data };
  if ('offer' in data) return { ...state, offer: data.offer, ending: null };
  if (!('offerId' in data)) return state;
  const end = offerEndOf(event);
  if (end) return withOfferEnd(state, { offerId: data.offerId, end });
  return state.offer?.id === data.offerId ? { ...state, offer: null } : state;
}

function withRepositionChange(
  state: DriverState,
  change: EventData<'driver.reposition_accepted'> | EventData<'driver.reposition_ended'>,
): DriverState {
  if (!('expiresAt' in change)) return withoutReposition(state, change.repositionId);
  const { reposition } = state;
  if (reposition?.id !== change.repositionId) return state;
  const { expiresAt } = change;
  return withAcceptedReposition(state, { ...reposition, status: 'accepted', expiresAt });
}

const withAcceptedReposition = (state: DriverState, reposition: Reposition): DriverState =>
  state.reposition?.id === reposition.id ? { ...state, reposition } : state;

const withoutReposition = (state: DriverState, repositionId: string): DriverState =>
  state.reposition?.id === repositionId ? { ...state, reposition: null } : state;

const withAvailability = (state: DriverState, availability: Availability): DriverState =>
  state.availability === availability ? state : { ...state, availability };

function withTrip(state: DriverState, trip: Trip): DriverState {
  if (isOutdated(state, trip)) return state;
  const latestTrip = { tripId: trip.id, version: trip.version };
  const offer = state.offer?.tripId === trip.id ? null : state.offer;
  const known = { ...state, latestTrip, offer };
  switch (trip.status) {
    case 'driver_assigned':
    case 'driver_arrived':
    case 'in_progress':
      return { ...known, trip, ending: null };
    case 'completed':
      return { ...known, trip: null, ending: null, toRate: trip };
    // A trip that goes back to matching was given up by this driver: another driver takes it.
    case 'matching':
    case 'cancelled':
    case 'no_drivers_available':
      return { ...known, trip: null, ending: { about: 'trip', trip } };
  }
}

function isOutdated({ latestTrip, trip: current }: DriverState, trip: Trip): boolean {
  if (latestTrip?.tripId === trip.id) return latestTrip.version >= trip.version;
  // While another trip of this driver goes on, only a trip that was assigned later replaces it.
  return current !== null && (current.assignedAt ?? '') > (trip.assignedAt ?? '');
}

/**
 * The offer's own event gives the exact reason. It replaces the end that the refusal of a command
 * gave before.
 */
function withOfferEnd(
  state: DriverState,
  { offerId, end }: { offerId: string; end: OfferEnd },
): DriverState {
  const isOpen = state.offer?.id === offerId;
  const isShownAsEnded = state.ending?.about === 'offer' && state.ending.offerId === offerId;
  if (!isOpen && !isShownAsEnded) return state;
  const ending: DriverEnding = { about: 'offer', offerId, end };
  return { ...state, offer: isOpen ? null : state.offer, ending };
}
