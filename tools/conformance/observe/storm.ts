import { ConnectionProblem } from '../http/connection-problem.js';
import { StreamConnection } from '../http/stream-connection.js';
import type { StreamTarget } from '../http/stream-target.js';

/** What a client of the storm got. */
export interface StormAnswer {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly isStream: boolean;
  readonly retryAfter: string | undefined;
  /** Why there was no answer. */
  readonly problem: string | undefined;
}

export interface StormOptions {
  readonly clients: number;
  readonly timeoutMs: number;
  readonly lastEventId: string | undefined;
}

/** Lets many clients reconnect at once, and closes them when all have an answer. */
export async function runStorm(
  target: StreamTarget,
  { clients, ...options }: StormOptions,
): Promise<StormAnswer[]> {
  const streams: StreamConnection[] = [];
  const connect = async (): Promise<StormAnswer> => {
    try {
      const stream = await StreamConnection.open(target, options);
      streams.push(stream);
      const { status, isStream, headers } = stream;
      return { status, isStream, retryAfter: headers['retry-after'], problem: undefined };
    } catch (error) {
      if (!(error instanceof ConnectionProblem)) throw error;
      return { status: 0, isStream: false, retryAfter: undefined, problem: error.message };
    }
  };
  try {
    return await Promise.all(Array.from({ length: clients }, connect));
  } finally {
    for (const stream of streams) stream.close();
  }
}
