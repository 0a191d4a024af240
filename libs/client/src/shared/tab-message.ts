import type { AnyCloudEvent } from '#contracts';
import type { StreamState } from '../stream/stream-options.js';

/** How the leader's connection is, as far as it can be told to another tab. */
export interface LeaderState {
  /** An end isn't told: each tab hears it from the server, when it is its turn to lead. */
  status: Exclude<StreamState['status'], 'ended'>;
  delayMs: number;
  clockOffsetMs: number;
  transport: 'stream' | 'polling';
}

/** What tabs say to each other. */
export type TabMessage =
  /** To the leader: are you there? It answers with its state. */
  | { kind: 'ask' }
  /** To the leader: somebody looks at this page. */
  | { kind: 'wake' }
  | { kind: 'state'; state: LeaderState }
  /** The leader's connection showed a sign of life. */
  | { kind: 'alive' }
  | { kind: 'event'; event: AnyCloudEvent; cursor: string }
  | { kind: 'snapshot'; snapshot: unknown; cursor: string; mode: 'fresh' | 'reset' }
  | { kind: 'reading'; type: string; data: unknown };
