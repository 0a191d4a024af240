import type { AnyCloudEvent } from '#contracts';
import type { StreamState } from '../stream/stream-options.js';
import type { ActiveTransport } from '../stream/transport-selector.js';

/** The state of the leader's connection, without the parts that can't be sent to another tab. */
export interface LeaderState {
  /** An end is not forwarded: each tab receives it from the server when it becomes the leader. */
  status: Exclude<StreamState['status'], 'ended'>;
  delayMs: number;
  clockOffsetMs: number;
  transport: ActiveTransport;
}

/** The messages between tabs. */
export type TabMessage =
  /** A ping to the leader, which answers with its state. */
  | { kind: 'ask' }
  /** To the leader: this page became visible, so do not wait for the next attempt. */
  | { kind: 'wake' }
  | { kind: 'state'; state: LeaderState }
  /** Bytes arrived on the leader's connection. */
  | { kind: 'alive' }
  | { kind: 'event'; event: AnyCloudEvent; cursor: string }
  | { kind: 'snapshot'; snapshot: unknown; cursor: string; mode: 'fresh' | 'reset' }
  | { kind: 'reading'; type: string; data: unknown };
