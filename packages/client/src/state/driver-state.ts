import type {
  Availability,
  DriverRoute,
  EventData,
  Offer,
  Reposition,
  Snapshot,
  Trip,
} from '#contracts';
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
  /** The trip under way; of several shared ones, that of the next stop. */
  trip: Trip | null;
  /** All trips under way. Only shared ones are several. */
  trips: readonly Trip[];
  /** The stops of shared trips, in the order in which they are made; null without one. */
  route: DriverRoute | null;
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
  latestTrip: TripVersion | null;
  /** The latest version of each of the last trips, the latest message first. */
  seen: readonly TripVersion[];
}

/** A trip as of one of its changes. */
export interface TripVersion {
  tripId: string;
  version: number;
}

/** More trips than a driver has at a time, with those that have just ended. */
const MOST_SEEN = 8;

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
  trips: [],
  route: null,
  reposition: null,
  toRate: null,
  ending: null,
  latestTip: null,
  latestTrip: null,
  seen: [],
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
  const { availability, offer, reposition = null, route = null } = snapshot;
  const trips = snapshot.trips ?? (snapshot.trip ? [snapshot.trip] : []);
  const trip = nextOf(trips, route);
  const isGone = state.trip !== null && !trips.some(({ id }) => id === state.trip?.id);
  const latestTrip = trip ? { tripId: trip.id, version: trip.version } : state.latestTrip;
  const ending: DriverEnding | null = isGone ? { about: 'trip', trip: null } : state.ending;
  const under = { trip, trips, route, latestTrip, ending };
  return { ...state, isKnown: true, availability, offer, reposition, ...under };
}

function withEvent(state: DriverState, event: StreamEvent<'driver'>): DriverState {
  const { type, data } = event;
  if (type === 'driver.online') return withAvailability(state, 'online');
  if (type === 'driver.offline') return withAvailability(state, 'offline');
  if ('trip' in data) return withTrip(state, data.trip);
  if ('route' in data) return withRoute(state, data.route);
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
  const others = state.trips.filter(({ id }) => id !== trip.id);
  const older = state.seen.filter(({ tripId }) => tripId !== trip.id);
  const seen = [latestTrip, ...older].slice(0, MOST_SEEN);
  const left = { trips: others, trip: nextOf(others, state.route) };
  const known = { ...state, latestTrip, seen, offer };
  switch (trip.status) {
    case 'driver_assigned':
    case 'driver_arrived':
    case 'in_progress':
      return { ...known, ...withActive(state, trip), ending: null };
    case 'completed':
      return { ...known, ...left, ending: null, toRate: trip };
    // A trip that goes back to matching was given up by this driver: another driver takes it.
    case 'matching':
    case 'cancelled':
    case 'no_drivers_available':
      return { ...known, ...left, ending: { about: 'trip', trip } };
  }
}

/** A trip that is not shared is the only one of its driver. */
function withActive(
  { trips, route }: DriverState,
  trip: Trip,
): Pick<DriverState, 'trip' | 'trips'> {
  if (!trip.shared) return { trip, trips: [trip] };
  const isKnown = trips.some(({ id }) => id === trip.id);
  const shared = isKnown
    ? trips.map((each) => (each.id === trip.id ? trip : each))
    : [...trips.filter((each) => each.shared), trip];
  return { trip: nextOf(shared, route), trips: shared };
}

function withRoute(state: DriverState, changed: DriverRoute): DriverState {
  if (state.route && state.route.version >= changed.version) return state;
  const route = changed.stops.length > 0 ? changed : null;
  return { ...state, route, trip: nextOf(state.trips, route) };
}

/** The trip of the first stop for which there is one. */
function nextOf(trips: readonly Trip[], route: DriverRoute | null): Trip | null {
  for (const { tripId } of route?.stops ?? []) {
    const next = trips.find(({ id }) => id === tripId);
    if (next) return next;
  }
  return trips[0] ?? null;
}

function isOutdated({ latestTrip, seen, trip: current }: DriverState, trip: Trip): boolean {
  const known = seen.find(({ tripId }) => tripId === trip.id) ?? latestTrip;
  if (known?.tripId === trip.id) return known.version >= trip.version;
  // While another trip of this driver goes on, only a trip that was assigned later replaces it;
  // of shared trips there may be several.
  if (current?.shared && trip.shared) return false;
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
