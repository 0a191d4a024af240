import { clockOffset } from '../offer/countdown.js';
import type { DriveMessage, DriverSnapshot, DriveState, Ending, Heard } from './drive-state.js';
import { missedSentence } from '../offer/missed-sentence.js';
import { offerEndOf, type OfferEnd } from '../offer/offer-end.js';
import { withTrip } from './trip-of-drive.js';

/** Beyond this the oldest go: what counts is the state, and that is shown. */
export const MOST_MISSED = 30;

/** The next state. Answers and events may come in any order: the higher version wins. */
export function evolveDrive(state: DriveState, message: DriveMessage): DriveState {
  switch (message.type) {
    case 'snapshot':
      return withSnapshot(state, message.snapshot);
    case 'event':
      return withMissed(withEvent(state, message), message);
    case 'answer':
      return withTrip(state, message.trip);
    case 'availability':
      return { ...state, availability: message.status };
    case 'offer-over':
      return state.offer?.id === message.offerId ? withOfferEnd(state, message) : state;
    case 'dismissed':
      return dismissed(state, message.what);
  }
}

/** Replaces all that was known, but for what has ended and is still looked at. */
function withSnapshot(state: DriveState, snapshot: DriverSnapshot): DriveState {
  const { availability, offer, trip } = snapshot;
  const isGone = state.trip !== null && trip?.id !== state.trip.id;
  const heard = trip ? { tripId: trip.id, version: trip.version } : state.heard;
  const ending: Ending | null = isGone ? { about: 'trip', trip: null } : state.ending;
  return { ...state, isKnown: true, availability, offer, trip, heard, ending };
}

function withEvent(state: DriveState, { event, heardAt }: Heard): DriveState {
  const { data } = event;
  if ('trip' in data) return withTrip(state, data.trip);
  if ('offer' in data) {
    const { offer, serverTime } = data;
    const offerOffsetMs = clockOffset(state.offerOffsetMs, serverTime, heardAt);
    return { ...state, offer, ending: null, offerOffsetMs };
  }
  if (event.type === 'driver.online') return { ...state, availability: 'online' };
  if (event.type === 'driver.offline') return { ...state, availability: 'offline' };
  if (!('offerId' in data)) return state;
  const end = offerEndOf(event);
  if (end) return withOfferEnd(state, { offerId: data.offerId, end });
  return state.offer?.id === data.offerId ? { ...state, offer: null } : state;
}

/** Its own event knows best why it ended, also after a refusal that has said less. */
function withOfferEnd(state: DriveState, { offerId, end }: OfferOver): DriveState {
  const isOurs = state.offer?.id === offerId;
  const isToldOf = state.ending?.about === 'offer' && state.ending.offerId === offerId;
  if (!isOurs && !isToldOf) return state;
  return { ...state, offer: isOurs ? null : state.offer, ending: { about: 'offer', offerId, end } };
}

interface OfferOver {
  offerId: string;
  end: OfferEnd;
}

function withMissed(state: DriveState, { event, cursor, isReplayed }: Heard): DriveState {
  const sentence = isReplayed ? missedSentence(event) : undefined;
  if (sentence === undefined) return state;
  const missed = [...state.missed, { cursor, time: event.time, sentence }];
  return { ...state, missed: missed.slice(-MOST_MISSED) };
}

function dismissed(state: DriveState, what: 'missed' | 'ending' | 'rating'): DriveState {
  switch (what) {
    case 'missed':
      return { ...state, missed: [] };
    case 'ending':
      return { ...state, ending: null };
    case 'rating':
      return { ...state, toRate: null };
  }
}
