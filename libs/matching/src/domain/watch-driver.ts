import type { TripStatus } from '#contracts';

/** The facts that decide whether a trip's driver is silent, back or lost. */
export interface WatchedTrip {
  trip: {
    status: TripStatus;
    driverSilentSince: Date | null;
    assignedAt: Date | null;
    arrivedAt: Date | null;
    startedAt: Date | null;
  };
  /** The driver's last request or location; null when none is recorded. */
  seenAt: Date | null;
  /** Silence counts from here at the earliest: before it, this engine wasn't watching. */
  watchedSince: Date;
  /** Seconds without a request after which the driver is silent; 0 turns the rule off. */
  silentSeconds: number;
  /** Seconds without a request after which the driver is lost; 0 turns the rule off. */
  lostSeconds: number;
  /** The database's time. */
  at: Date;
}

/** What the silence of a driver means for the trip; the tags are those of the trip's commands. */
export type DriverNews =
  | { type: 'report_silence'; since: Date; lostAt: Date | null }
  | { type: 'report_return' }
  | { type: 'replace_lost_driver' };

/**
 * Decides what follows from the silence of a trip's driver. Before the ride the trip of a lost
 * driver looks for another one. During the ride only an operator can end the trip, because the
 * rider may be in the car.
 *
 * @returns null when the trip stays as it is
 */
export function watchDriver(watched: WatchedTrip): DriverNews | null {
  const { trip, watchedSince, silentSeconds, lostSeconds, at } = watched;
  const heardAt = latest(watched);
  const from = heardAt > watchedSince ? heardAt : watchedSince;
  const isOver = (seconds: number) => seconds > 0 && at >= addSeconds(from, seconds);
  if (trip.status !== 'in_progress' && isOver(lostSeconds)) {
    return { type: 'replace_lost_driver' };
  }
  if (trip.driverSilentSince) {
    return heardAt > trip.driverSilentSince ? { type: 'report_return' } : null;
  }
  if (!isOver(silentSeconds)) return null;
  const lostAt = lostSeconds > 0 ? addSeconds(from, lostSeconds) : null;
  return { type: 'report_silence', since: heardAt, lostAt };
}

const addSeconds = (time: Date, seconds: number): Date => new Date(time.getTime() + seconds * 1000);

/**
 * The latest sign of life. The driver's commands on the trip count as well: a batch of signs of
 * life is written up to two seconds later than a command.
 */
function latest({ trip, seenAt, watchedSince }: WatchedTrip): Date {
  const times = [seenAt, trip.assignedAt, trip.arrivedAt, trip.startedAt];
  const known = times.filter((time) => time !== null).map((time) => time.getTime());
  return known.length > 0 ? new Date(Math.max(...known)) : watchedSince;
}
