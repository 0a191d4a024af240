import { abortableDelay } from '../http/abortable-delay.js';
import { BackOff } from '../http/back-off.js';
import { guarded } from '../http/guarded.js';
import { onAbort } from '../http/on-abort.js';
import type { ConnectionEnd } from './stream-request.js';
import type { StreamOptions, StreamState } from './stream-options.js';
import { TransportReader, type AttemptEnd } from './transport-reader.js';
import type { ActiveTransport } from './transport-selector.js';

/** The reconnection time before the server has sent one (WHATWG HTML, section 9.2.2). */
const DEFAULT_RETRY_MS = 1_000;
/** The shortest time between the starts of two attempts, also when `wake()` ends a wait. */
const SHORTEST_GAP_MS = 1_000;
/** A shorter reconnection time of the server, such as 0, would cause a busy loop. */
const MIN_RETRY_MS = 100;
/** The server asks for a minute when it is full. A longer wait than an hour is taken for an error. */
const MAX_WAIT_MS = 3_600_000;
/** A connection that lasted as long, or delivered an event, shows that the server works. */
const STABLE_AFTER_MS = 5_000;
/** Failures that are remembered over an opening that was of no use: the wait is 4 s at most. */
const MOST_FAILURES_AFTER_OPENING = 3;
/** Refused tokens in a row after which the stream ends. */
const MOST_REFUSED_TOKENS = 5;

/**
 * One stream over as many connections as needed. Each durable event is delivered once and in order,
 * and after a cut the stream resumes from its cursor.
 *
 * @example
 * ```ts
 * const path = '/v1/riders/me/stream';
 * const onEvent = (event, { cursor }) => save(event, cursor);
 * const stream = new StreamConnection({ baseUrl, path, token, onEvent });
 * stream.close();
 * ```
 */
export class StreamConnection {
  readonly #reader: TransportReader;
  readonly #backOff = new BackOff({ baseMs: 500, maxMs: 30_000 });
  #retryMs = DEFAULT_RETRY_MS;
  #refusedTokens = 0;
  #ended = false;
  #attemptAt = -SHORTEST_GAP_MS;
  #openings = 0;
  /** `wake()` cut a silent connection, so the next attempt follows at once. */
  #isWoken = false;
  /** Aborts the present attempt or wait; undefined while paused. */
  #run: AbortController | undefined;
  /** Aborts a wait that `wake()` may end early. */
  #interruptibleWait: AbortController | undefined;

  constructor(private readonly options: StreamOptions) {
    this.#reader = new TransportReader(options, {
      onConnecting: () => {
        this.#report({ status: 'connecting' });
      },
      onOpened: (opening) => {
        this.#openings += 1;
        this.#backOff.reset(MOST_FAILURES_AFTER_OPENING);
        this.#refusedTokens = 0;
        this.#report({ status: 'open', opening });
      },
      onRetry: (milliseconds) => (this.#retryMs = Math.max(milliseconds, MIN_RETRY_MS)),
    });
    onAbort(options.signal, () => {
      this.close();
    });
  }

  /** The cursor of the last delivered event, to resume from. Undefined before the first snapshot. */
  get cursor(): string | undefined {
    return this.#reader.position.cursor;
  }

  get seq(): number {
    return this.#reader.position.seq;
  }

  /** The connection is not shared, so its owner acknowledges the messages. */
  readonly ownsConnection = true;

  /** The present transport. */
  get transport(): ActiveTransport {
    return this.#reader.transport.current;
  }

  /** Starts the stream, or resumes it after `disconnect()`. It has no effect on an open or ended one. */
  connect(): void {
    if (this.#run || this.#ended) return;
    this.#run = new AbortController();
    void this.#keepOpen(this.#run.signal);
  }

  /** Aborts the connection as a network failure would. The cursor is kept for `connect()`. */
  disconnect(): void {
    if (!this.#run) return;
    this.#stop();
    this.#report({ status: 'paused' });
  }

  /**
   * Ends the wait before the next attempt, and drops a connection that was silent while timers were
   * suspended. Call it when the page is visible or the network available again. A wait that the
   * server asked for because it is full is not shortened. Attempts start at most once a second, however
   * often this method is called.
   */
  wake(): void {
    if (this.#reader.checkSilence()) this.#isWoken = true;
    if (!this.#interruptibleWait) return;
    this.#backOff.reset();
    this.#interruptibleWait.abort();
  }

  /** Ends the stream. It can't be opened again. */
  close(): void {
    if (!this.#ended) this.#end({ isFinal: true });
  }

  #end({ closing, problem }: ConnectionEnd): void {
    this.#ended = true;
    this.#stop();
    this.#report({ status: 'ended', closing, problem });
  }

  #stop(): void {
    this.#run?.abort();
    this.#run = undefined;
  }

  async #keepOpen(cut: AbortSignal): Promise<void> {
    await this.#keepGap(cut);
    while (!cut.aborted) {
      const end = await this.#attempt(cut);
      // The owner may have called disconnect() or close() meanwhile, and connect() after that.
      if (this.#run?.signal !== cut) return;
      if (end.retryAtOnce) continue;
      const { closing, problem, cause } = end;
      if (end.isFinal || this.#isRefused(end)) {
        this.#end(end);
        return;
      }
      const delayMs = this.#delayAfter(end);
      this.#report({ status: 'waiting', delayMs, cause: closing ?? problem ?? cause });
      await this.#wait(delayMs, { cut, end });
    }
  }

  async #attempt(cut: AbortSignal): Promise<AttemptEnd> {
    const { cursor } = this;
    this.#attemptAt = performance.now();
    this.#isWoken = false;
    const openings = this.#openings;
    const end = await this.#reader.readOnce(cut);
    const isStable =
      performance.now() - this.#attemptAt > STABLE_AFTER_MS || this.cursor !== cursor;
    if (this.#openings > openings && isStable) this.#backOff.reset();
    return end;
  }

  /** Waits. A wait that `wake()` ended early lasts at least until the shortest gap is over. */
  async #wait(
    delayMs: number,
    { cut, end }: { cut: AbortSignal; end: ConnectionEnd },
  ): Promise<void> {
    const isFull = end.closing?.reason === 'limit' || end.problem?.retryAfterSeconds;
    const interrupt = new AbortController();
    const release = onAbort(cut, () => {
      interrupt.abort();
    });
    if (!isFull) this.#interruptibleWait = interrupt;
    if (this.#isWoken) this.#interruptibleWait?.abort();
    await abortableDelay(delayMs, interrupt.signal);
    if (this.#interruptibleWait === interrupt) this.#interruptibleWait = undefined;
    release();
    if (interrupt.signal.aborted) await this.#keepGap(cut);
  }

  /** Waits until an attempt may follow the last one. The owner may reconnect as often as it likes. */
  async #keepGap(cut: AbortSignal): Promise<void> {
    const leftMs = this.#attemptAt + SHORTEST_GAP_MS - performance.now();
    if (leftMs > 0) await abortableDelay(leftMs, cut);
  }

  /**
   * WHATWG HTML, section 9.2.3: the client waits the reconnection time, then possibly longer. The
   * additional time is random, so that clients do not reconnect at once after an outage.
   */
  #delayAfter({ closing, problem }: ConnectionEnd): number {
    const retryAfterMs = (problem?.retryAfterSeconds ?? 0) * 1000;
    const askedMs = Math.min(Math.max(this.#retryMs, retryAfterMs), MAX_WAIT_MS);
    // A reconnection time that came with a closing is for this wait only.
    if (closing) this.#retryMs = Math.min(this.#retryMs, DEFAULT_RETRY_MS);
    return askedMs + this.#backOff.next();
  }

  /** Whether a 401 ends the stream: the token can't be renewed, or was renewed too often in a row. */
  #isRefused({ problem }: ConnectionEnd): boolean {
    if (problem?.status !== 401) return false;
    this.#refusedTokens += 1;
    return !this.#reader.credentials.canRenew || this.#refusedTokens >= MOST_REFUSED_TOKENS;
  }

  #report(state: StreamState): void {
    guarded(() => this.options.onState?.(state), this.options.onError);
  }
}

/**
 * Opens a stream and keeps it open until it ends, the caller closes it, or the signal aborts.
 *
 * @example
 * ```ts
 * const path = '/v1/riders/me/stream';
 * openStream({ baseUrl, path, token, onEvent: (event) => console.log(event.type) });
 * ```
 */
export function openStream(options: StreamOptions): StreamConnection {
  const stream = new StreamConnection(options);
  stream.connect();
  return stream;
}
