import type { StreamOptions } from '../stream/stream-options.js';

/** Where the messages of a stream come from: a connection, or another tab that has one. */
export interface StreamSource {
  readonly cursor: string | undefined;
  readonly transport: 'stream' | 'polling';
  /** Whether to acknowledge what comes is up to us. */
  readonly ownsConnection: boolean;
  connect(): void;
  disconnect(): void;
  wake(): void;
  close(): void;
}

export type OpenSource = (options: StreamOptions) => StreamSource;
