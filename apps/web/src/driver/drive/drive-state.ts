import type { AnyCloudEvent, Availability, Offer, Trip } from '#contracts';
import type { OfferEnd } from '../offer/offer-end.js';

/** Something that came only with a resume: it had happened while nobody listened. */
export interface Missed {
  cursor: string;
  /** ISO 8601, by the server's clock. */
  time: string;
  sentence: string;
}

/** What was just over, until something new begins or it is dismissed. */
export type Ending =
  | { about: 'offer'; offerId: string; end: OfferEnd }
  /** null: it ended unheard. */
  | { about: 'trip'; trip: Trip | null };

/** What the driver's stream and answers have told, and nothing else. */
export interface DriveState {
  /** A snapshot has come: from now on null means that there is none. */
  isKnown: boolean;
  availability: Availability;
  offer: Offer | null;
  /** The ride under way. */
  trip: Trip | null;
  /** A completed ride whose rider can be rated. */
  toRate: Trip | null;
  ending: Ending | null;
  missed: readonly Missed[];
  /** What is known of the trip heard of last: nothing older counts any more. */
  heard: { tripId: string; version: number } | null;
  /** The best that offers have told of the server's clock, in milliseconds. */
  offerOffsetMs: number;
}

export interface DriverSnapshot {
  availability: Availability;
  offer: Offer | null;
  trip: Trip | null;
}

/** An event, how it came, and when by our own clock. */
export interface Heard {
  event: AnyCloudEvent;
  cursor: string;
  isReplayed: boolean;
  heardAt: number;
}

export type DriveMessage =
  | { type: 'snapshot'; snapshot: DriverSnapshot }
  | ({ type: 'event' } & Heard)
  /** The answer to a command: it may be here before its event is. */
  | { type: 'answer'; trip: Trip }
  | { type: 'availability'; status: Availability }
  /** An answer that came too late, or a decline: what became of the offer. */
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
  heard: null,
  offerOffsetMs: -Infinity,
};
