import type { AnyCloudEvent, Availability, Offer, Trip } from '#contracts';
import { clockOffset } from '../offer/countdown.js';
import { offerEndOf, type OfferEnd } from '../offer/offer-end.js';
import { missedEventSentence, type MissedEvent } from './missed-event.js';

/** An offer or a ride that has just ended, until the next one begins or the driver dismisses it. */
export type Ending =
  | { about: 'offer'; offerId: string; end: OfferEnd }
  /** The trip is null when the ride ended while this page had no connection. */
  | { about: 'trip'; trip: Trip | null };

/** What the driver's stream and the answers to commands have said so far. */
export interface DriveState {
  /** A snapshot has arrived: from now on, null means that there is none. */
  isKnown: boolean;
  availability: Availability;
  offer: Offer | null;
  /** The ride under way. */
  trip: Trip | null;
  /** A completed ride whose rider can be rated. */
  toRate: Trip | null;
  ending: Ending | null;
  missed: readonly MissedEvent[];
  /** The trip of the latest message about any trip: a message with a lower version is outdated. */
  latestTrip: { tripId: string; version: number } | null;
  /** The best clock offset that the offers have given so far, in milliseconds. */
  offerOffsetMs: number;
}

export interface DriverSnapshot {
  availability: Availability;
  offer: Offer | null;
  trip: Trip | null;
}

/** An event with the time of its arrival by this browser's clock, in milliseconds. */
export interface ReceivedEvent {
  event: AnyCloudEvent;
  cursor: string;
  isReplayed: boolean;
  receivedAt: number;
}

export type DriveMessage =
  | { type: 'snapshot'; snapshot: DriverSnapshot }
  | ({ type: 'event' } & ReceivedEvent)
  /** The answer to a command. It may arrive before the event of the same change. */
  | { type: 'answer'; trip: Trip }
  | { type: 'availability'; status: Availability }
  /** The offer ended, as the answer to a decline or a refused accept says. */
  | { type: 'offer-over'; offerId: string; end: OfferEnd }
  | { type: 'dismissed'; what: 'missed' | 'ending' | 'rating' };

export const newDrive: DriveState = {
  isKnown: false,
  availability: 'offline',
  offer: null,
  trip: null,
  toRate: null,
  ending: null,
  missed: [],
  latestTrip: null,
  offerOffsetMs: -Infinity,
};

/** Missed events that are listed. Beyond this bound the oldest are dropped. */
export const MOST_MISSED = 30;

/** The next state. Answers and events arrive in any order: the higher version of a trip wins. */
export function evolveDrive(state: DriveState, message: DriveMessage): DriveState {
  switch (message.type) {
    case 'snapshot':
      return withSnapshot(state, message.snapshot);
    case 'event':
      return withMissedEvent(withEvent(state, message), message);
    case 'answer':
      return withTrip(state, message.trip);
    case 'availability':
      return { ...state, availability: message.status };
    case 'offer-over':
      return state.offer?.id === message.offerId ? withOfferEnd(state, message) : state;
    case 'dismissed':
      return withoutDismissed(state, message.what);
  }
}

/** Replaces the whole state except what has ended and is still on the screen. */
function withSnapshot(state: DriveState, snapshot: DriverSnapshot): DriveState {
  const { availability, offer, trip } = snapshot;
  const isGone = state.trip !== null && trip?.id !== state.trip.id;
  const latestTrip = trip ? { tripId: trip.id, version: trip.version } : state.latestTrip;
  const ending: Ending | null = isGone ? { about: 'trip', trip: null } : state.ending;
  return { ...state, isKnown: true, availability, offer, trip, latestTrip, ending };
}

function withEvent(state: DriveState, { event, receivedAt }: ReceivedEvent): DriveState {
  const { data } = event;
  if ('trip' in data) return withTrip(state, data.trip);
  if ('offer' in data) {
    const { offer, serverTime } = data;
    const offerOffsetMs = clockOffset(state.offerOffsetMs, serverTime, receivedAt);
    return { ...state, offer, ending: null, offerOffsetMs };
  }
  if (event.type === 'driver.online') return { ...state, availability: 'online' };
  if (event.type === 'driver.offline') return { ...state, availability: 'offline' };
  if (!('offerId' in data)) return state;
  const end = offerEndOf(event);
  if (end) return withOfferEnd(state, { offerId: data.offerId, end });
  return state.offer?.id === data.offerId ? { ...state, offer: null } : state;
}

function withTrip(state: DriveState, trip: Trip): DriveState {
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

function isOutdated({ latestTrip, trip: current }: DriveState, trip: Trip): boolean {
  if (latestTrip?.tripId === trip.id) return latestTrip.version >= trip.version;
  // While another trip of this driver goes on, only a trip that was assigned later replaces it.
  return current !== null && (current.assignedAt ?? '') > (trip.assignedAt ?? '');
}

/**
 * The offer's own event gives the exact reason. It replaces the end that the refusal of a command
 * gave before.
 */
function withOfferEnd(state: DriveState, { offerId, end }: OfferOver): DriveState {
  const isOpen = state.offer?.id === offerId;
  const isShownAsEnded = state.ending?.about === 'offer' && state.ending.offerId === offerId;
  if (!isOpen && !isShownAsEnded) return state;
  const ending: Ending = { about: 'offer', offerId, end };
  return { ...state, offer: isOpen ? null : state.offer, ending };
}

interface OfferOver {
  offerId: string;
  end: OfferEnd;
}

function withMissedEvent(state: DriveState, received: ReceivedEvent): DriveState {
  const { event, cursor, isReplayed } = received;
  const sentence = isReplayed ? missedEventSentence(event) : undefined;
  if (sentence === undefined) return state;
  const missed = [...state.missed, { cursor, time: event.time, sentence }];
  return { ...state, missed: missed.slice(-MOST_MISSED) };
}

function withoutDismissed(state: DriveState, what: 'missed' | 'ending' | 'rating'): DriveState {
  switch (what) {
    case 'missed':
      return { ...state, missed: [] };
    case 'ending':
      return { ...state, ending: null };
    case 'rating':
      return { ...state, toRate: null };
  }
}
