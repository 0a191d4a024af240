import type { Position } from '#contracts';

/** A request for a ride from one position to another. */
export interface TripDemand {
  /** Unique within its file or generated day. */
  readonly id: string;
  readonly origin: Position;
  readonly destination: Position;
  /** At least 1. */
  readonly passengers: number;
  /**
   * Seconds since midnight of the first day, in the time zone of the file (default UTC); demand may
   * last several days.
   */
  readonly departureSeconds: number;
  /** The same moment in milliseconds since 1970. */
  readonly departureMs: number;
  /** How long the ride took in the records, in seconds; undefined when they don't say. */
  readonly recordedSeconds?: number | undefined;
}
