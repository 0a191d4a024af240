import type { ConnectStatus } from '#client';

/** As the SDK has it: `stale` is silence for too long, `closed` is for good. */
export type StreamStatus = ConnectStatus;

export interface StreamHealth {
  status: StreamStatus;
  /** When the server was last heard, heartbeats included: milliseconds of `Date.now()`. */
  lastSignAt: number | undefined;
  /** Add it to our clock to get the server's, in milliseconds. */
  clockOffsetMs: number;
  /** Why it is closed: the server's reason, or the code of a refusal. */
  reason?: string;
}

export const newHealth: StreamHealth = {
  status: 'connecting',
  lastSignAt: undefined,
  clockOffsetMs: 0,
};

/** Seconds since the server was last heard; undefined before it ever was. */
export const ageSeconds = ({ lastSignAt }: StreamHealth, now: number): number | undefined =>
  lastSignAt === undefined ? undefined : Math.max(0, (now - lastSignAt) / 1000);
