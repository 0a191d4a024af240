import type { AnyCloudEvent, StreamClosing, StreamOpened } from '#contracts';
import type { ApiProblem } from '../http/api-problem.js';
import type { CredentialOptions, Credentials } from '../http/credentials.js';
import type { ErrorHandler } from '../http/guarded.js';
import type { Transport } from './transport-selector.js';
import type { WebSocketClass } from './web-socket-class.js';

/** How a durable event was delivered. */
export interface EventDelivery {
  /** The event's cursor, `<epoch>-<seq>`. */
  cursor: string;
  /** The event's sequence number in the stream: 1, 2, 3… without gaps. */
  seq: number;
  /** The connection's number: 1 for the first that this stream opened, then 2, 3… */
  connection: number;
  /** The event had happened before this connection opened, so it was read from history. */
  replayed: boolean;
}

/** The first frame of a connection, with the request that it answers. */
export interface Opening {
  opened: StreamOpened;
  connection: number;
  /** The `Last-Event-ID` that was presented, if any. */
  presented: string | undefined;
  /** The time of the request, by `performance.now()`. The server's time lies after it. */
  askedAt: number;
}

/** The state of a `StreamConnection`. */
export type StreamState =
  | { status: 'connecting' }
  | { status: 'open'; opening: Opening }
  /** The connection ended, and the next attempt follows after `delayMs`. */
  | { status: 'waiting'; delayMs: number; cause: unknown }
  /** `disconnect()` was called. `connect()` resumes. */
  | { status: 'paused' }
  /** The stream has ended: by the server (`closing`, or 204), a refusal (`problem`) or `close()`. */
  | { status: 'ended'; closing?: StreamClosing; problem?: ApiProblem };

export interface StreamOptions extends CredentialOptions {
  /** Origin of the server, with or without a trailing slash. */
  baseUrl: string;
  /** The path of the stream, for example `/v1/riders/me/stream`. */
  path: string;
  /**
   * Credentials shared with other requests of the same user. They replace `token` and `getToken`.
   *
   * @internal
   */
  credentials?: Credentials;
  /** The cursor to resume from. Without it the stream begins with a snapshot. */
  cursor?: string;
  /** Ends the stream when it aborts. */
  signal?: AbortSignal;
  /**
   * Silence after which a connection counts as dead, in milliseconds. Default: the server's
   * `heartbeatSeconds` plus 2 s; 7,000 before the server has sent it.
   */
  staleAfterMs?: number;
  /** Default `stream`: audits read with this class and must not switch to long polling. */
  transport?: Transport;
  fetch?: typeof fetch;
  /** Default: that of the platform, if it has one and `fetch` is not given. */
  WebSocket?: WebSocketClass;
  /** Each durable event, once, in the order of the stream. */
  onEvent: (event: AnyCloudEvent, delivery: EventDelivery) => void;
  /** The state as of exactly this cursor. It replaces the whole state known before. */
  onSnapshot?: (snapshot: unknown, at: { cursor: string; seq: number }) => void;
  /** Messages that are never replayed, such as `driver.location`. Only the latest counts. */
  onEphemeral?: (type: string, data: unknown) => void;
  /** A durable event that was received before and therefore is not delivered again. */
  onDuplicate?: (event: AnyCloudEvent, delivery: EventDelivery) => void;
  onState?: (state: StreamState) => void;
  /** Bytes arrived from the server, be it only a comment. */
  onAlive?: () => void;
  /** Receives each error of the handlers. Default: see `guarded`. */
  onError?: ErrorHandler;
}
