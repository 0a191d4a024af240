/**
 * `auto`: the event stream, or long polling where streams are buffered; a WebSocket where `fetch`
 * can't read streams, as in React Native.
 */
export type Transport = 'auto' | 'stream' | 'polling' | 'websocket';

/** What carries the messages now. */
export type ActiveTransport = Exclude<Transport, 'auto'>;

/** Silent streams in a row, each followed by a poll that works, before long polling is used. */
const SILENCES_BEFORE_POLLING = 2;
/** The time after which the event stream is tried again, because the network may have changed. */
const RETRY_STREAM_AFTER_MS = 600_000;

/** Bytes of padding: more than the buffer of most proxies that wait for a first block. */
const PADDING = 'padding=4096';

/**
 * Selects the event stream, with or without padding, or long polling. Padding is used when a stream was
 * silent up to the limit, heartbeats included, and a poll right after it was answered: a proxy then
 * buffers the stream. Long polling is used when the stream with padding is silent too, or when a
 * WebSocket can't be opened. Refusals, drains, early ends and an absent network do not count, because
 * the stream was not silent, or the poll fails too.
 */
export class TransportSelector {
  #silences = 0;
  #retryStreamAt = Infinity;
  #isPolling: boolean;
  #live: 'stream' | 'websocket';
  /** The query of the event stream. Padding that was needed once is requested from then on. */
  query = '';

  constructor(private readonly transport: Transport) {
    this.#isPolling = transport === 'polling';
    this.#live = transport === 'websocket' ? transport : 'stream';
  }

  get current(): ActiveTransport {
    return this.#isPolling ? 'polling' : this.#live;
  }

  /** Whether a poll after a silent stream is useful, which is so only if polling is allowed. */
  get mayFallBack(): boolean {
    return this.transport === 'auto';
  }

  get isRetryDue(): boolean {
    return performance.now() >= this.#retryStreamAt;
  }

  /** Records whether the poll after a silent stream worked. */
  recordPoll(pollWorked: boolean): void {
    this.#silences = pollWorked ? this.#silences + 1 : 0;
    if (pollWorked) this.query = PADDING;
    if (this.#silences < SILENCES_BEFORE_POLLING || !this.mayFallBack) return;
    this.#isPolling = true;
    this.#retryStreamAt = performance.now() + RETRY_STREAM_AFTER_MS;
  }

  /** Records that bytes of the stream arrived in time, so it is not buffered. */
  markHealthy(): void {
    this.#silences = 0;
  }

  /** Returns to the event stream. One more silence selects polling again. */
  retryStream(): void {
    this.#isPolling = false;
    this.#retryStreamAt = Infinity;
    this.#silences = SILENCES_BEFORE_POLLING - 1;
  }

  /** Selects a WebSocket, or polling without one, because this `fetch` can't read streams. */
  abandonStream(hasWebSocket: boolean): void {
    if (this.transport !== 'auto') return;
    if (hasWebSocket) this.#live = 'websocket';
    else this.#isPolling = true;
  }
}
