import type { StreamHistory } from '#outbox';
import type { Metrics } from '#platform';
import type { ShownEvents } from '../frame/shown-events.js';
import type { StreamHub } from '../hub/stream-hub.js';
import type { StreamAccess } from '../stream-access.js';
import type { StreamOpenings } from './stream-opening.js';

/** What every connection of this process shares. */
export interface ConnectionContext {
  hub: StreamHub;
  history: StreamHistory;
  openings: StreamOpenings;
  access: StreamAccess;
  shown: ShownEvents;
  metrics: Metrics;
  /** The epoch to name before a stream could be opened. */
  epoch: string;
  heartbeatSeconds: number;
  /** Reconnection time before jitter, in milliseconds. */
  retryMs: number;
  /** Something went wrong that the client is told of in band. */
  onTrouble: (error: unknown) => void;
}
