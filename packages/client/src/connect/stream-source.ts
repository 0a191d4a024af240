import type { StreamOptions } from '../stream/stream-options.js';
import type { ActiveTransport } from '../stream/transport-selector.js';

/** The source of a stream's messages: a connection, or another tab that has one. */
export interface StreamSource {
  readonly cursor: string | undefined;
  readonly transport: ActiveTransport;
  /** Whether this client acknowledges the messages; else the tab with the connection does. */
  readonly ownsConnection: boolean;
  connect(): void;
  disconnect(): void;
  wake(): void;
  close(): void;
}

export type OpenSource = (options: StreamOptions) => StreamSource;
