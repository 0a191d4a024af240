import type { AnyCloudEvent, StreamClosing, StreamOpened } from '#contracts';
import type { ApiProblem } from '../http/api-problem.js';
import type { CredentialOptions, Credentials } from '../http/credentials.js';
import type { Transport } from './transport-selector.js';

/** How a durable event came. */
export interface EventDelivery {
  /** The event's cursor, `<epoch>-<seq>`. */
  cursor: string;
  /** Its number in the stream: 1, 2, 3… without gaps. */
  seq: number;
  /** 1 for the first connection that this stream opened, then 2, 3… */
  connection: number;
  /** It was there before this connection opened, so it was read from history. */
  replayed: boolean;
}

/** The first frame of a connection, with what this client had asked for. */
export interface Opening {
  opened: StreamOpened;
  connection: number;
  /** The `Last-Event-ID` presented, if any. */
  presented: string | undefined;
  /** When the request went out, by `performance.now()`: the server's time lies in between. */
  askedAt: number;
}

export type StreamState =
  | { status: 'connecting' }
  | { status: 'open'; opening: Opening }
  /** Cut off or told to come back; the next attempt is after `delayMs`. */
  | { status: 'waiting'; delayMs: number; cause: unknown }
  /** `disconnect()` was called; `connect()` resumes. */
  | { status: 'paused' }
  /** For good: the server's `end` (or 204), `close()`, or a refusal (`problem`). */
  | { status: 'ended'; closing?: StreamClosing; problem?: ApiProblem };

export interface StreamOptions extends CredentialOptions {
  /** Origin of the server, with or without a trailing slash. */
  baseUrl: string;
  /** For example `/v1/riders/me/stream`. */
  path: string;
  /** Shared with others who speak for the same user; then `token` and `getToken` don't count. */
  credentials?: Credentials;
  /** Continue after this cursor instead of starting with a snapshot. */
  cursor?: string;
  /** Ends the stream for good. */
  signal?: AbortSignal;
  /**
   * Silence after which a connection counts as dead, in milliseconds. Default: the server's
   * `heartbeatSeconds` and 2 s of grace; 7,000 before it has said so.
   */
  staleAfterMs?: number;
  /** Default `stream`: whoever audits a stream wants no other way in between. */
  transport?: Transport;
  fetch?: typeof fetch;
  /** Each durable event, once, in the order of the stream. */
  onEvent: (event: AnyCloudEvent, delivery: EventDelivery) => void;
  /** The state as of exactly this cursor; replaces everything known before. */
  onSnapshot?: (snapshot: unknown, at: { cursor: string; seq: number }) => void;
  /** Frames that are never replayed, such as `driver.location`; only the latest counts. */
  onEphemeral?: (type: string, data: unknown) => void;
  /** A durable event that was known already and therefore not handed over. */
  onDuplicate?: (event: AnyCloudEvent, delivery: EventDelivery) => void;
  onState?: (state: StreamState) => void;
  /** Something came from the server, be it a comment. */
  onAlive?: () => void;
}
