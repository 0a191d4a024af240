import type { StreamClosing } from '#contracts';
import type { ApiProblem } from '../http/api-problem.js';
import type { CredentialOptions } from '../http/credentials.js';
import type { Transport } from '../stream/transport-selector.js';
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
 * - `connecting`: no connection, and the last sign of life is not long ago
 * - `catching-up`: connected; what was missed, or the snapshot, is on its way
 * - `live`: everything there is has been handed over
 * - `stale`: no sign of life for `staleAfterMs`; what you show may be old. It is being retried
 * - `closed`: for good
 */
export type ConnectStatus = 'connecting' | 'catching-up' | 'live' | 'stale' | 'closed';

export interface ConnectState {
  status: ConnectStatus;
  /** Seconds since the last sign of life, heartbeats included; null before the first. */
  ageSeconds: number | null;
  /**
   * Milliseconds to add to `Date.now()` to have the server's time. 0 until it is known; off
   * by at most half the time that opening took (by polling: by half a second more).
   */
  clockOffsetMs: number;
  /** `polling` where event streams are held back or can't be read. */
  transport: 'stream' | 'polling';
  /** While it waits for the next attempt: in how many milliseconds that was due to come. */
  retryInMs?: number;
  /** What the server said when it closed the stream for good. */
  closing?: StreamClosing;
  /** The refusal that closed it. */
  problem?: ApiProblem;
}

/** Where the cursor is kept between visits. Keep it together with what you made of the events. */
export interface CursorStorage {
  get(): string | null | undefined | Promise<string | null | undefined>;
  set(cursor: string): unknown;
}

export interface StreamHandlers<K extends MessageKind> {
  /** Each durable event, once, in the order of the stream. */
  onEvent?: (event: StreamEvent<K>, place: EventMetadata) => void;
  /** Replaces all that is known. Comes first unless a cursor was honoured. */
  onSnapshot?: (snapshot: StreamSnapshot<K>, place: SnapshotMetadata) => void;
  /** `driver.location` or `city.state`: never replayed, only the latest counts. */
  onEphemeral?: (reading: StreamEphemeral<K>) => void;
  /** Whenever the status changes. Between changes, `stream.state` has the present age. */
  onState?: (state: ConnectState) => void;
  /** After each event and snapshot that was dealt with: what to resume from. */
  onCursor?: (cursor: string) => void;
}

/** All of it but who listens. */
export interface ConnectSettings<S extends StreamChoice = StreamChoice> extends CredentialOptions {
  /** Origin of the server, with or without a trailing slash. */
  baseUrl: string;
  stream: S;
  /** Resume after it. Wins over `storage`. */
  cursor?: string;
  storage?: CursorStorage;
  /** Say how far we got (`POST /v1/streams/acks`). Default: on one's own stream. */
  acks?: boolean;
  /** Default `auto`: long polling where event streams are held back. */
  transport?: Transport;
  /** Default: the server's `heartbeatSeconds` and 2 s of grace; 7,000 before it has said so. */
  staleAfterMs?: number;
  /** Closes the stream for good. */
  signal?: AbortSignal;
  fetch?: typeof fetch;
}

export interface ConnectOptions<S extends StreamChoice>
  extends ConnectSettings<S>, StreamHandlers<KindOf<S>> {}

/**
 * An open stream. Read it with handlers or with one `for await`; leaving the loop closes it.
 * The loop ends when the stream has ended, and throws the `ApiProblem` if it was refused.
 */
export interface StreamHandle<K extends MessageKind = MessageKind> extends AsyncIterable<
  StreamMessage<K>,
  undefined
> {
  /** As of now: status, age of the last sign of life, clock offset. */
  readonly state: ConnectState;
  /** The last that was dealt with: present it to resume. Undefined before the first snapshot. */
  readonly cursor: string | undefined;
  /** What a page does by itself when it is seen again: do not wait for the next attempt. */
  wake(): void;
  /** For good. Nothing is handed over any more; a loop ends after what waits in it. */
  close(): void;
}
