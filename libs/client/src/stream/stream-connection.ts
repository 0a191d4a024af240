import { abortableDelay } from '../http/abortable-delay.js';
import { BackOff } from '../http/back-off.js';
import type { ConnectionEnd } from './stream-request.js';
import type { StreamOptions, StreamState } from './stream-options.js';
import { TransportReader } from './transport-reader.js';

/** Before the server has said anything; WHATWG HTML 9.2.2 leaves it to the client. */
const DEFAULT_RETRY_MS = 1_000;
/** Attempts begin at least so far apart, whoever wakes us. */
const SHORTEST_GAP_MS = 1_000;
/** So often in a row a token may be refused and replaced. */
const MOST_REFUSED_TOKENS = 5;

/**
 * One stream, over as many connections as it takes: each durable event is handed over
 * once and in order, and after a cut the stream goes on where it stopped.
 */
export class StreamConnection {
  private readonly reader: TransportReader;
  private readonly backOff = new BackOff({ baseMs: 500, maxMs: 30_000 });
  private retryMs = DEFAULT_RETRY_MS;
  private refusedTokens = 0;
  private ended = false;
  private attemptAt = 0;
  /** Aborts the running attempt or wait; undefined while paused. */
  private run: AbortController | undefined;
  /** Ends a wait that may be cut short. */
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

  /** The last event handed over; what a resume presents. Undefined before the first snapshot. */
  get cursor(): string | undefined {
    return this.reader.position.cursor;
  }

  get seq(): number {
    return this.reader.position.seq;
  }

  /** It is nobody else's connection: what comes is ours to acknowledge. */
  readonly ownsConnection = true;

  /** How the stream is read at present. */
  get transport(): 'stream' | 'polling' {
    return this.reader.transport.current;
  }

  /** Starts, or resumes after `disconnect()`. Does nothing while running or once ended. */
  connect(): void {
    if (this.run || this.ended) return;
    this.run = new AbortController();
    void this.keepOpen(this.run.signal);
  }

  /** Cuts the connection hard, as a tunnel does; the cursor is kept for `connect()`. */
  disconnect(): void {
    if (!this.run) return;
    this.stop();
    this.report({ status: 'paused' });
  }

  /**
   * The page is seen again, or the network is back: a wait ends now, and a connection that
   * was silent while timers slept is given up. Not where the server said that it is full.
   */
  wake(): void {
    this.reader.checkSilence();
    if (!this.interruptibleWait) return;
    this.backOff.reset();
    this.interruptibleWait.abort();
  }

  /** Ends the stream for good. */
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
      const ending = await this.reader.readOnce(cut);
      // disconnect() or close() came in between, perhaps connect() as well.
      if (this.run?.signal !== cut) return;
      if (ending.retryAtOnce) continue;
      const { closing, problem, cause } = ending;
      if (ending.isFinal || this.isRefused(ending)) {
        this.end(ending);
        return;
      }
      const delayMs = this.delayAfter(ending);
      this.report({ status: 'waiting', delayMs, cause: closing ?? problem ?? cause });
      await this.wait(delayMs, { cut, ending });
    }
  }

  /** A wait, and what is left of the shortest gap if it was cut short. */
  private async wait(
    delayMs: number,
    { cut, ending }: { cut: AbortSignal; ending: ConnectionEnd },
  ): Promise<void> {
    const isFull = ending.closing?.reason === 'limit' || ending.problem?.retryAfterSeconds;
    const nap = new AbortController();
    const wakeUp = (): void => {
      nap.abort();
    };
    cut.addEventListener('abort', wakeUp, { once: true });
    if (!isFull) this.interruptibleWait = nap;
    await abortableDelay(delayMs, nap.signal);
    if (this.interruptibleWait === nap) this.interruptibleWait = undefined;
    cut.removeEventListener('abort', wakeUp);
    if (!nap.signal.aborted) return;
    await abortableDelay(this.attemptAt + SHORTEST_GAP_MS - performance.now(), cut);
  }

  /** 9.2.3: wait the reconnection time, then possibly some more; ours is never the same twice. */
  private delayAfter({ closing, problem }: ConnectionEnd): number {
    const asked = (problem?.retryAfterSeconds ?? 0) * 1000;
    const delayMs = Math.max(this.retryMs, asked) + this.backOff.next();
    // What a closing asked for was for this one wait.
    if (closing) this.retryMs = Math.min(this.retryMs, DEFAULT_RETRY_MS);
    return delayMs;
  }

  /** Another token is asked for a few times; without one to ask for, 401 is the end. */
  private isRefused({ problem }: ConnectionEnd): boolean {
    if (problem?.status !== 401) return false;
    this.refusedTokens += 1;
    return !this.reader.credentials.canRenew || this.refusedTokens >= MOST_REFUSED_TOKENS;
  }

  private report(state: StreamState): void {
    this.options.onState?.(state);
  }
}

/** Opens a stream and keeps it open until it ends, `close()` or the signal. */
export function openStream(options: StreamOptions): StreamConnection {
  const stream = new StreamConnection(options);
  stream.connect();
  return stream;
}
