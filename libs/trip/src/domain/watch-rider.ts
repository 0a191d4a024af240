import { addSeconds } from './decide.js';
import type { TripCommand } from './trip-command.js';
import type { TripState } from './trip-state.js';

/** The facts that decide whether the rider of a search is gone. */
export interface WatchedSearch {
  trip: Pick<TripState, 'status' | 'requestedAt' | 'matchingSince'>;
  /** The rider's last request, or the last time at which a stream of theirs was open. */
  seenAt: Date;
  /** The last time at which a stream of theirs was open; null: none was recorded. */
  streamedAt: Date | null;
  /** The absence counts from here at the earliest: before it, this engine wasn't watching. */
  watchedSince: Date;
  /** Seconds of absence after which the rider is gone; 0 turns the rule off. */
  goneSeconds: number;
  /** The database's time. */
  at: Date;
}

/**
 * Decides whether a search ends because the rider's app is away. A rider who opened no stream since
 * the request is never gone: a server of a partner may request rides and read them by webhooks. Each
 * search of a trip gives the rider the whole time again.
 *
 * @returns null when the search goes on
 */
export function watchRider(watched: WatchedSearch): TripCommand | null {
  const { trip, seenAt, streamedAt, watchedSince, goneSeconds, at } = watched;
  if (goneSeconds === 0 || trip.status !== 'matching') return null;
  if (!streamedAt || streamedAt < trip.requestedAt) return null;
  const times = [seenAt, streamedAt, trip.matchingSince, watchedSince];
  const from = new Date(Math.max(...times.map((time) => time.getTime())));
  return at >= addSeconds(from, goneSeconds) ? { type: 'cancel_for_gone_rider', at } : null;
}
