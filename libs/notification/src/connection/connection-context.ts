import type { EventTrail, Metrics, Tracing } from '#platform';
import type { EventRedactor } from '../frame/event-redactor.js';
import type { StreamHub } from '../hub/stream-hub.js';
import type { StreamSource } from '../source/stream-source.js';
import type { StreamAccess } from '../stream-access.js';

/** The dependencies and settings that all connections of a shard share at this process. */
export interface ConnectionContext {
  hub: StreamHub;
  source: Pick<StreamSource, 'open' | 'readPage' | 'lastEpoch'>;
  access: StreamAccess;
  redactor: EventRedactor;
  metrics: Metrics;
  tracing: Tracing;
  trail: EventTrail;
  heartbeatSeconds: number;
  /** Reconnection time before jitter, in milliseconds. */
  retryMs: number;
  /** Maximum age of a connection in milliseconds, before a jitter of up to a fifth. */
  maxAgeMs: number;
  /** A client that takes no bytes for this long is closed; it resumes from its cursor. */
  maxLagMs: number;
  /**
   * Number of bytes that may wait for a client before it is served from the mailbox, at its own
   * pace. One more frame may be sent on top.
   */
  maxWaitingBytes: number;
  /** Called once for each connection, with its id, when it has ended. */
  onEnd?: (connectionId: string) => void;
  /** Called with each error that the client sees as `stream.closing` or as a delay only. */
  onError: (error: unknown) => void;
}
