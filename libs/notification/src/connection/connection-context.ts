import type { StreamHistory } from '#outbox';
import type { Metrics } from '#platform';
import type { EventRedactor } from '../frame/event-redactor.js';
import type { StreamHub } from '../hub/stream-hub.js';
import type { StreamAccess } from '../stream-access.js';
import type { StreamOpener } from './stream-opener.js';

/** What every connection of this process shares. */
export interface ConnectionContext {
  hub: StreamHub;
  history: Pick<StreamHistory, 'readPage'>;
  openings: Pick<StreamOpener, 'open'>;
  access: StreamAccess;
  redactor: EventRedactor;
  metrics: Metrics;
  /** The epoch to name before a stream could be opened. */
  epoch: () => string;
  heartbeatSeconds: number;
  /** Reconnection time before jitter, in milliseconds. */
  retryMs: number;
  /** A connection lasts this long, and up to a fifth more. */
  maxAgeMs: number;
  /** A reader that takes nothing for this long is closed; it resumes from its cursor. */
  maxLagMs: number;
  /**
   * Bytes that may wait for a reader before it is fed from the mailbox at its own pace. One
   * frame may still come on top.
   */
  maxWaitingBytes: number;
  /** Called once for each connection, by its id, when it has ended. */
  onEnd?: (connectionId: string) => void;
  /** Something went wrong that the client is told of in band. */
  onError: (error: unknown) => void;
}
