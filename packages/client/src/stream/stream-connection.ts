import { abortableDelay } from '../http/abortable-delay.js';
import { BackOff } from '../http/back-off.js';
import type { ConnectionEnd } from './stream-request.js';
import type { StreamOptions, StreamState } from './stream-options.js';
import { TransportReader } from './transport-reader.js';

/** The reconnection time before the server has sent one (WHATWG HTML, section 9.2.2). */
const DEFAULT_RETRY_MS = 1_000;
/** The shortest time between the starts of two attempts, also when `wake()` ends a wait. */
const SHORTEST_GAP_MS = 1_000;
/** Refused tokens in a row after which the stream ends. */
const MOST_REFUSED_TOKENS = 5;

/**
 * One stream over as many connections as needed. Each durable event is delivered once and in order,
 * and after a cut the stream resumes from its cursor.
 */
export class StreamConnection {
  private readonly reader: TransportReader;
  private readonly backOff = new BackOff({ baseMs: 500, maxMs: 30_000 });
  private retryMs = DEFAULT_RETRY_MS;
  private refusedTokens = 0;
  private ended = false;
  private attemptAt = 0;
  /** Aborts the present attempt or wait; undefined while paused. */
  private run: AbortController | undefined;
  /** Aborts a wait that `wake()` may end early. */
  private interruptibleWait: AbortController | undefined;

  constructor(private readonly options: StreamOptions) {
    this.reader = new TransportReader(options, {
      onConnecting: () => {
        this.report({ status: 'connecting' });
      },
      onOpened: (opening) => {
        this.backOff.reset();
        this.refusedTokens = 0;
        this.report({ status: 'open', opening });
      },
      onRetry: (milliseconds) => (this.retryMs = milliseconds),
    });
    options.signal?.addEventListener(
      'abort',
      () => {
        this.close();
      },
      { once: true },
    );
    if (options.signal?.aborted) this.ended = true;
  }

  /** The cursor of the last delivered event, to resume from. Undefined before the first snapshot. */
  get cursor(): string | undefined {
    return this.reader.position.cursor;
  }

  get seq(): number {
    return this.reader.position.seq;
  }

  /** The connection is not shared, so its owner acknowledges the messages. */
  readonly ownsConnection = true;

  /** The present transport. */
  get transport(): 'stream' | 'polling' {
    return this.reader.transport.current;
  }

  /** Starts the stream, or resumes it after `disconnect()`. It has no effect on an open or ended one. */
  connect(): void {
    if (this.run || this.ended) return;
    this.run = new AbortController();
    void this.keepOpen(this.run.signal);
  }

  /** Aborts the connection as a network failure would. The cursor is kept for `connect()`. */
  disconnect(): void {
    if (!this.run) return;
    this.stop();
    this.report({ status: 'paused' });
  }

  /**
   * Ends the wait before the next attempt, and drops a connection that was silent while timers were
   * suspended. Call it when the page is visible or the network available again. A wait that the
   * server asked for because it is full is not shortened.
   */
  wake(): void {
    this.reader.checkSilence();
    if (!this.interruptibleWait) return;
    this.backOff.reset();
    this.interruptibleWait.abort();
  }

  /** Ends the stream. It can't be opened again. */
  close(): void {
    if (!this.ended) this.end({ isFinal: true });
  }

  private end({ closing, problem }: ConnectionEnd): void {
    this.ended = true;
    this.stop();
    this.report({ status: 'ended', ...(closing && { closing }), ...(problem && { problem }) });
  }

  private stop(): void {
    this.run?.abort();
    this.run = undefined;
  }

  private async keepOpen(cut: AbortSignal): Promise<void> {
    while (!cut.aborted) {
      this.attemptAt = performance.now();
      const end = await this.reader.readOnce(cut);
      // The owner may have called disconnect() or close() meanwhile, and connect() after that.
      if (this.run?.signal !== cut) return;
      if (end.retryAtOnce) continue;
      const { closing, problem, cause } = end;
      if (end.isFinal || this.isRefused(end)) {
        this.end(end);
        return;
      }
      const delayMs = this.delayAfter(end);
      this.report({ status: 'waiting', delayMs, cause: closing ?? problem ?? cause });
      await this.wait(delayMs, { cut, end });
    }
  }

  /** Waits. A wait that `wake()` ended early lasts at least until the shortest gap is over. */
  private async wait(
    delayMs: number,
    { cut, end }: { cut: AbortSignal; end: ConnectionEnd },
  ): Promise<void> {
    const isFull = end.closing?.reason === 'limit' || end.problem?.retryAfterSeconds;
    const interrupt = new AbortController();
    const onCut = (): void => {
      interrupt.abort();
    };
    cut.addEventListener('abort', onCut, { once: true });
    if (!isFull) this.interruptibleWait = interrupt;
    await abortableDelay(delayMs, interrupt.signal);
    if (this.interruptibleWait === interrupt) this.interruptibleWait = undefined;
    cut.removeEventListener('abort', onCut);
    if (!interrupt.signal.aborted) return;
    await abortableDelay(this.attemptAt + SHORTEST_GAP_MS - performance.now(), cut);
  }

  /**
   * WHATWG HTML, section 9.2.3: the client waits the reconnection time, then possibly longer. The
   * additional time is random, so that clients do not reconnect at once after an outage.
   */
  private delayAfter({ closing, problem }: ConnectionEnd): number {
    const retryAfterMs = (problem?.retryAfterSeconds ?? 0) * 1000;
    const delayMs = Math.max(this.retryMs, retryAfterMs) + this.backOff.next();
    // A reconnection time that came with a closing is for this wait only.
    if (closing) this.retryMs = Math.min(this.retryMs, DEFAULT_RETRY_MS);
    return delayMs;
  }

  /** Whether a 401 ends the stream: the token can't be renewed, or was renewed too often in a row. */
  private isRefused({ problem }: ConnectionEnd): boolean {
    if (problem?.status !== 401) return false;
    this.refusedTokens += 1;
    return !this.reader.credentials.canRenew || this.refusedTokens >= MOST_REFUSED_TOKENS;
  }

  private report(state: StreamState): void {
    this.options.onState?.(state);
  }
}

/** Opens a stream and keeps it open until it ends, the caller closes it, or the signal aborts. */
export function openStream(options: StreamOptions): StreamConnection {
  const stream = new StreamConnection(options);
  stream.connect();
  return stream;
}
