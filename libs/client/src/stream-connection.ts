import type { StreamClosing } from '#contracts';
import { abortableDelay } from './abortable-delay.js';
import { ApiProblem } from './api-problem.js';
import { BackOff } from './back-off.js';
import { FrameRouter } from './frame-router.js';
import { SseParser } from './sse-parser.js';
import type { StreamOptions, StreamState } from './stream-options.js';
import { StreamPosition } from './stream-position.js';
import { Watchdog } from './watchdog.js';

/** Before the server has said anything; WHATWG HTML 9.2.2 leaves it to the client. */
const DEFAULT_RETRY_MS = 1_000;
/** Until the server says how often it speaks. */
const DEFAULT_STALE_AFTER_MS = 7_000;
/** Grace after a heartbeat that is due. */
const GRACE_MS = 2_000;
/** Statuses that asking again doesn't change. Anything else is weather. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 406]);

/** Why one connection ended: `closing` if the server said so, else what went wrong. */
type Ending = { closing?: StreamClosing; problem?: ApiProblem; cause?: unknown; final: boolean };

/**
 * One stream, over as many connections as it takes: each durable event is handed over
 * once and in order, and after a cut the stream goes on where it stopped.
 */
export class StreamConnection {
  private readonly position: StreamPosition;
  private readonly backOff = new BackOff({ baseMs: 500, maxMs: 30_000 });
  private readonly url: string;
  private retryMs = DEFAULT_RETRY_MS;
  private connections = 0;
  private ended = false;
  /** Aborts the running attempt or wait; undefined while paused. */
  private run: AbortController | undefined;

  constructor(private readonly options: StreamOptions) {
    this.position = new StreamPosition(options.cursor);
    this.url = options.baseUrl.replace(/\/+$/, '') + options.path;
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
    return this.position.cursor;
  }

  get seq(): number {
    return this.position.seq;
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
    this.run.abort();
    this.run = undefined;
    this.report({ status: 'paused' });
  }

  /** Ends the stream for good. */
  close(): void {
    if (this.ended) return;
    this.end({});
  }

  private end(how: { closing?: StreamClosing; problem?: ApiProblem }): void {
    this.ended = true;
    this.run?.abort();
    this.run = undefined;
    this.report({ status: 'ended', ...how });
  }

  private async keepOpen(cut: AbortSignal): Promise<void> {
    while (!cut.aborted) {
      const { final, closing, problem, cause } = await this.readOnce(cut);
      // disconnect() or close() came in between, perhaps connect() as well.
      if (this.run?.signal !== cut) return;
      if (final) {
        this.end({ closing, problem });
        return;
      }
      const delayMs = this.delayAfter(problem);
      this.report({ status: 'waiting', delayMs, cause: closing ?? problem ?? cause });
      await abortableDelay(delayMs, cut);
    }
  }

  /** 9.2.3: wait the reconnection time, then possibly some more; ours is never the same twice. */
  private delayAfter(problem: ApiProblem | undefined): number {
    const asked = (problem?.retryAfterSeconds ?? 0) * 1000;
    return Math.max(this.retryMs, asked) + this.backOff.next();
  }

  private async readOnce(cut: AbortSignal): Promise<Ending> {
    const attempt = new AbortController();
    const stale = this.options.staleAfterMs ?? DEFAULT_STALE_AFTER_MS;
    const watchdog = new Watchdog(stale, () => {
      attempt.abort(new Error(`silent for ${stale} ms`));
    });
    const hangUp = (): void => {
      attempt.abort(cut.reason);
    };
    const { signal } = attempt;
    cut.addEventListener('abort', hangUp, { once: true });
    try {
      this.report({ status: 'connecting' });
      const response = await this.fetch(signal);
      if (response.status === 204) return { final: true };
      if (response.status !== 200) return refusal(await ApiProblem.from(response));
      return await this.read(response, watchdog, signal);
    } catch (cause) {
      return { cause: signal.aborted ? signal.reason : cause, final: false };
    } finally {
      watchdog.stop();
      cut.removeEventListener('abort', hangUp);
      // Frees the socket of a response that wasn't read to its end.
      attempt.abort();
    }
  }

  private fetch(signal: AbortSignal): Promise<Response> {
    const { fetch: send = fetch, token } = this.options;
    const headers: Record<string, string> = { accept: 'text/event-stream' };
    if (token) headers.authorization = `Bearer ${token}`;
    if (this.cursor !== undefined) headers['last-event-id'] = this.cursor;
    const credentials = token ? 'omit' : 'include';
    return send(this.url, { headers, signal, credentials });
  }

  private async read(response: Response, watchdog: Watchdog, signal: AbortSignal): Promise<Ending> {
    const type = response.headers.get('content-type');
    if (!response.body || !type?.startsWith('text/event-stream')) {
      throw new Error(`Expected text/event-stream, got ${type ?? 'nothing'}`);
    }
    const router = this.routerOf(signal, watchdog);
    const parser = new SseParser({
      onEvent: (frame) => {
        router.route(frame);
      },
      onRetry: (milliseconds) => (this.retryMs = milliseconds),
    });
    const reader = response.body.getReader();
    // Not left to fetch alone: some versions forget the signal once they hold a response.
    signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      watchdog.beat();
      parser.push(chunk.value as Uint8Array);
    }
    const { closing } = router;
    return { closing, final: closing?.reconnect === false || closing?.reason === 'end' };
  }

  private routerOf(signal: AbortSignal, watchdog: Watchdog): FrameRouter {
    return new FrameRouter({
      handlers: this.options,
      position: this.position,
      connection: this.connections + 1,
      isCut: () => signal.aborted,
      onOpened: (opening) => {
        this.connections += 1;
        this.backOff.reset();
        const { heartbeatSeconds } = opening.opened;
        watchdog.allow(this.options.staleAfterMs ?? heartbeatSeconds * 1000 + GRACE_MS);
        this.report({ status: 'open', opening });
      },
    });
  }

  private report(state: StreamState): void {
    this.options.onState?.(state);
  }
}

const refusal = (problem: ApiProblem): Ending => ({ problem, final: REFUSALS.has(problem.status) });

/** Opens a stream and keeps it open until it ends, `close()` or the signal. */
export function openStream(options: StreamOptions): StreamConnection {
  const stream = new StreamConnection(options);
  stream.connect();
  return stream;
}
