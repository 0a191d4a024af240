import type { ConnectStatus } from '#client';

/** The statuses of the SDK: a `stale` stream was silent for too long, a `closed` one has ended. */
export type StreamStatus = ConnectStatus;

export interface StreamHealth {
  status: StreamStatus;
  /** The time of the last sign of life, heartbeats included, in milliseconds of `Date.now()`. */
  lastSignAt: number | undefined;
  /** Milliseconds to add to this browser's clock to get the server's. */
  clockOffsetMs: number;
  /** The time of what a page without a connection shows, in ISO 8601; undefined with one. */
  knownAt?: string;
  /** Why the stream is closed: the server's reason, or the code of a refusal. */
  reason?: string;
}

export const newHealth: StreamHealth = {
  status: 'connecting',
  lastSignAt: undefined,
  clockOffsetMs: 0,
};

/** Seconds since the last sign of life; undefined before the first. */
export const ageSeconds = ({ lastSignAt }: StreamHealth, now: number): number | undefined =>
  lastSignAt === undefined ? undefined : Math.max(0, (now - lastSignAt) / 1000);
