import { addSeconds } from './decide.js';
import type { TripCommand } from './trip-command.js';
import type { TripState } from './trip-state.js';

/** The facts that decide whether a trip's driver is silent, back or lost. */
export interface WatchedTrip {
  trip: TripState;
  /** The driver's last request or location; null when none is recorded. */
  seenAt: Date | null;
  /** Silence counts from here at the earliest: before it, this engine wasn't watching. */
  watchedSince: Date;
  /** Seconds without a request after which the driver is silent; 0 turns the rule off. */
  silentSeconds: number;
  /** Seconds without a request after which the driver is lost; 0 turns the rule off. */
  lostSeconds: number;
  /** Seconds that the search for another driver may take. */
  matchingDeadlineSeconds: number;
  /** The PIN for that driver. */
  nextPin: string;
  /** The database's time. */
  at: Date;
}

/**
 * Decides what follows from the silence of a trip's driver. Before the ride the trip of a lost
 * driver looks for another one. During the ride only an operator can end the trip, because the
 * rider may be in the car.
 *
 * @returns null when the trip stays as it is
 */
export function watchDriver(watched: WatchedTrip): TripCommand | null {
  const { trip, watchedSince, silentSeconds, lostSeconds, at } = watched;
  const heardAt = latest(watched);
  const from = heardAt > watchedSince ? heardAt : watchedSince;
  const isOver = (seconds: number) => seconds > 0 && at >= addSeconds(from, seconds);
  if (trip.status !== 'in_progress' && isOver(lostSeconds)) {
    const { matchingDeadlineSeconds, nextPin: pin } = watched;
    return { type: 'replace_lost_driver', at, matchingDeadlineSeconds, pin };
  }
  if (trip.driverSilentSince) {
    return heardAt > trip.driverSilentSince ? { type: 'report_return', at } : null;
  }
  if (!isOver(silentSeconds)) return null;
  const lostAt = lostSeconds > 0 ? addSeconds(from, lostSeconds) : null;
  return { type: 'report_silence', at, since: heardAt, lostAt };
}

/**
 * The latest sign of life. The driver's commands on the trip count as well: a batch of signs of
 * life is written up to two seconds later than a command.
 */
function latest({ trip, seenAt, watchedSince }: WatchedTrip): Date {
  const times = [seenAt, trip.assignedAt, trip.arrivedAt, trip.startedAt];
  const known = times.filter((time) => time !== null).map((time) => time.getTime());
  return known.length > 0 ? new Date(Math.max(...known)) : watchedSince;
}
