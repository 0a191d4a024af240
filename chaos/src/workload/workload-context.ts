import { abortableDelay, type TripstreamApi } from '#client';
import type { SeededRandom } from '#simulation';
import type { WorkloadJournal } from './workload-journal.js';

/** Two junctions of the built-in city, a few streets apart. */
export const PICKUP = { lat: 40.7549, lng: -73.984 };
export const DROPOFF = { lat: 40.7585, lng: -73.981 };

/** What the riders and drivers of one workload share. */
export interface WorkloadContext {
  /** The address at which streams are served, behind the proxy. */
  streamUrl: string;
  /** Repeats a command until it is answered. */
  api: TripstreamApi;
  random: SeededRandom;
  journal: WorkloadJournal;
  /** Aborts when no further trip may begin. */
  closing: AbortSignal;
  /** Aborts when all work ends at once. */
  stop: AbortSignal;
  /** PINs by trip id, as riders say them to their drivers. */
  pins: Map<string, string>;
}

/** Waits for a uniformly drawn time in milliseconds; resolves early when the signal aborts. */
export const pauseBetween = (
  random: SeededRandom,
  [from, to]: readonly [number, number],
  signal: AbortSignal,
): Promise<void> => abortableDelay(random.between(from, to), signal);
