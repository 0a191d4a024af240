import type { StreamClosing } from '#contracts';
import type { ApiProblem } from '../http/api-problem.js';
import type { CredentialOptions } from '../http/credentials.js';
import type { ActiveTransport, Transport } from '../stream/transport-selector.js';
import type { WebSocketClass } from '../stream/web-socket-class.js';
import type {
  EventMetadata,
  KindOf,
  MessageKind,
  SnapshotMetadata,
  StreamChoice,
  StreamEvent,
  StreamMessage,
  StreamEphemeral,
  StreamSnapshot,
} from './stream-message.js';

/**
 * - `connecting`: there is no connection, and the last sign of life is younger than `staleAfterMs`.
 * - `catching-up`: connected, and the snapshot or missed events are still outstanding.
 * - `live`: all messages up to now have been delivered.
 * - `stale`: no sign of life for `staleAfterMs`, so the state may be outdated. The client retries.
 * - `closed`: the stream has ended and will not reconnect.
 */
export type ConnectStatus = 'connecting' | 'catching-up' | 'live' | 'stale' | 'closed';

/** The state of a stream, as a page can show it. */
export interface ConnectState {
  status: ConnectStatus;
  /** Seconds since the last sign of life, heartbeats included; null before the first. */
  ageSeconds: number | null;
  /**
   * Milliseconds to add to `Date.now()` to get the server's time. It is 0 until it is known. Its
   * error is at most half the time that opening took, and half a second more with polling.
   */
  clockOffsetMs: number;
  /** `polling` where a proxy buffers event streams; `websocket` where `fetch` can't read them. */
  transport: ActiveTransport;
  /** While the client waits: the whole delay before the next attempt, in milliseconds. */
  retryInMs?: number;
  /** The server's reason, if it ended the stream. */
  closing?: StreamClosing;
  /** The refusal that closed the stream. */
  problem?: ApiProblem;
}

/**
 * Stores the cursor between visits. Store it together with the state that you derive from the
 * events, because a resumed stream delivers only what follows the cursor.
 */
export interface CursorStorage {
  get(): string | null | undefined | Promise<string | null | undefined>;
  set(cursor: string): unknown;
}

/** The handlers of a stream's messages. They may be asynchronous; the stream does not wait for them. */
export interface StreamHandlers<K extends MessageKind> {
  /** Each durable event, once, in the order of the stream. */
  onEvent?: (event: StreamEvent<K>, metadata: EventMetadata) => unknown;
  /** The snapshot replaces the whole state. It comes first unless the server honoured a cursor. */
  onSnapshot?: (snapshot: StreamSnapshot<K>, metadata: SnapshotMetadata) => unknown;
  /** `driver.location`, `trip.search` or `city.state`: these are never replayed, and only the latest counts. */
  onEphemeral?: (message: StreamEphemeral<K>) => unknown;
  /** Called whenever the status changes. Between changes, `stream.state` has the present age. */
  onState?: (state: ConnectState) => unknown;
  /** Called after each event and snapshot that was processed, with the cursor to resume from. */
  onCursor?: (cursor: string) => unknown;
  /**
   * Receives the errors of the other handlers and of the storage, rejections of async handlers
   * included. They do not end the stream, and the message counts as processed. Default: browsers fire
   * the `error` event of the page; elsewhere the error is written to the console.
   */
  onError?: (error: unknown) => void;
}

/** All options except the handlers. */
export interface ConnectSettings<S extends StreamChoice = StreamChoice> extends CredentialOptions {
  /** Origin of the server, with or without a trailing slash. */
  baseUrl: string;
  stream: S;
  /** The cursor to resume from. It takes precedence over `storage`. */
  cursor?: string;
  storage?: CursorStorage;
  /** Acknowledge received messages (`POST /v1/streams/acks`). Default: on the user's own stream. */
  acks?: boolean;
  /**
   * Default `auto`: the client falls back to long polling where event streams are buffered, and to a
   * WebSocket where `fetch` can't read them, as in React Native.
   */
  transport?: Transport;
  /**
   * Silence after which the stream is stale, in milliseconds. Default: the server's
   * `heartbeatSeconds` plus 2 s; 7,000 before the server has sent it.
   */
  staleAfterMs?: number;
  /** Closes the stream when it aborts. */
  signal?: AbortSignal;
  fetch?: typeof fetch;
  /**
   * Opens WebSockets, such as `WebSocket` of the package `ws` in Node 20. Default: that of the platform,
   * if it has one and `fetch` is not given.
   */
  WebSocket?: WebSocketClass;
}

export interface ConnectOptions<S extends StreamChoice>
  extends ConnectSettings<S>, StreamHandlers<KindOf<S>> {}

/**
 * An open stream. Read it with handlers or with one `for await`; leaving the loop closes the stream.
 * The loop ends when the stream has ended, and throws the `ApiProblem` if the server refused it.
 */
export interface StreamHandle<K extends MessageKind = MessageKind> extends AsyncIterable<
  StreamMessage<K>,
  undefined
> {
  /** The present status, age of the last sign of life and clock offset. */
  readonly state: ConnectState;
  /** The cursor of the last processed message, to resume from. Undefined before the first snapshot. */
  readonly cursor: string | undefined;
  /**
   * Skips the wait before the next attempt, and drops a connection that was silent for too long. In
   * browsers this happens automatically when the page becomes visible or online again. It may be called
   * as often as you like: attempts start at most once a second.
   */
  wake(): void;
  /** Ends the stream. No handler is called after it; a loop ends after its queued messages. */
  close(): void;
}
