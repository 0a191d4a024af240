import { abortableDelay, type TripstreamApi } from '#client';
import type { SeededRandom } from '#simulation';
import type { LoadBook } from './load-book.js';

/** Two corners of the built-in city, a few streets apart. */
export const PICKUP = { lat: 40.7549, lng: -73.984 };
export const DROPOFF = { lat: 40.7585, lng: -73.981 };

/** What everybody in the load lives in. */
export interface LoadWorld {
  /** The servers, through the network. */
  baseUrl: string;
  /** Repeats a command until it has an outcome: these people never give up. */
  api: TripstreamApi;
  random: SeededRandom;
  book: LoadBook;
  /** No new trips. */
  closing: AbortSignal;
  /** Everything stops where it stands. */
  stop: AbortSignal;
  /** PINs by trip, as riders tell them at the car door. */
  pins: Map<string, string>;
}

/** A pause drawn evenly, in milliseconds; ends early when the signal aborts. */
export const pauseBetween = (
  random: SeededRandom,
  [from, to]: readonly [number, number],
  signal: AbortSignal,
): Promise<void> => abortableDelay(random.between(from, to), signal);
