import { ConnectionAttempt } from './connection-attempt.js';
import { Credentials } from '../http/credentials.js';
import { readEventStream } from './event-stream.js';
import { FrameRouter } from './frame-router.js';
import { pollOnce, readByLongPolling } from './long-polling.js';
import type { ConnectionEnd, TransportContext } from './stream-request.js';
import type { Opening, StreamOptions } from './stream-options.js';
import { StreamPosition } from './stream-position.js';
import { TransportSelector } from './transport-selector.js';

/** Until the server says how often it speaks. */
export const DEFAULT_STALE_AFTER_MS = 7_000;
/** Grace after a heartbeat that is due. */
const GRACE_MS = 2_000;

export interface TransportReaderHooks {
  onConnecting: () => void;
  onOpened: (opening: Opening) => void;
  onRetry: (milliseconds: number) => void;
}

/** `isAgain`: what was found out is reason to go on at once, some other way. */
export type AttemptEnd = ConnectionEnd & { retryAtOnce?: boolean };

/** Reads a stream, one connection at a time, by whichever way works. */
export class TransportReader {
  readonly position: StreamPosition;
  readonly credentials: Credentials;
  readonly transport: TransportSelector;
  private readonly url: string;
  private readonly staleAfterMs: number;
  private attempt: ConnectionAttempt | undefined;
  private connections = 0;

  constructor(
    private readonly options: StreamOptions,
    private readonly hooks: TransportReaderHooks,
  ) {
    this.position = new StreamPosition(options.cursor);
    this.credentials = options.credentials ?? new Credentials(options);
    this.transport = new TransportSelector(options.transport ?? 'stream');
    this.url = options.baseUrl.replace(/\/+$/, '') + options.path;
    this.staleAfterMs = options.staleAfterMs ?? DEFAULT_STALE_AFTER_MS;
  }

  /** Timers may have slept: is the connection still alive? */
  checkSilence(): void {
    this.attempt?.checkSilence();
  }

  async readOnce(cut: AbortSignal): Promise<AttemptEnd> {
    this.hooks.onConnecting();
    if (this.transport.current === 'polling') return this.poll(cut);
    const heard = { heartbeat: false };
    const ending = await this.readWithin(cut, async (link) => {
      const { isUnreadable, ...rest } = await readEventStream(link, () => {
        heard.heartbeat = true;
      });
      if (isUnreadable) this.transport.abandonStream();
      return { ...rest, retryAtOnce: isUnreadable && this.transport.current === 'polling' };
    });
    if (heard.heartbeat || !ending.isSilent) this.transport.markHealthy();
    else if (this.transport.mayFallBack) return this.confirmByPoll(cut, ending);
    return ending;
  }

  /** Whatever there is by now, by as many polls as it takes; no connection is kept. */
  async catchUp(cut: AbortSignal): Promise<AttemptEnd> {
    return this.readWithin(cut, async (link) => {
      for (;;) {
        const answer = await pollOnce(link, 0);
        if ('isFinal' in answer) return answer;
        if (answer.events.length === 0) return { isFinal: false };
      }
    });
  }

  private async poll(cut: AbortSignal): Promise<AttemptEnd> {
    const isOver = (): boolean => this.transport.isRetryDue;
    const plan = { staleAfterMs: this.staleAfterMs, isOver };
    const ending = await this.readWithin(cut, (link) => readByLongPolling(link, plan));
    if (!isOver()) return ending;
    this.transport.retryStream();
    return { ...ending, retryAtOnce: !ending.problem && !ending.isFinal };
  }

  /** Was it the stream, or the whole network? */
  private async confirmByPoll(cut: AbortSignal, silence: AttemptEnd): Promise<AttemptEnd> {
    let hasWorked = false;
    const ending = await this.readWithin(cut, async (link) => {
      const answer = await pollOnce(link, 0);
      hasWorked = !('isFinal' in answer);
      return 'isFinal' in answer ? answer : silence;
    });
    this.transport.recordPoll(hasWorked);
    return { ...ending, retryAtOnce: hasWorked };
  }

  private async readWithin(
    cut: AbortSignal,
    read: (link: TransportContext) => Promise<AttemptEnd>,
  ): Promise<AttemptEnd & { isSilent: boolean }> {
    const { options, position, credentials, url, hooks } = this;
    const attempt = new ConnectionAttempt(cut, this.staleAfterMs, () => options.onAlive?.());
    this.attempt = attempt;
    const router = this.routerOf(attempt);
    const { onRetry } = hooks;
    try {
      const link = { options, position, credentials, url, attempt, router, onRetry };
      return { ...(await read(link)), isSilent: false };
    } catch (error) {
      const { isSilent, signal } = attempt;
      return { cause: signal.aborted ? signal.reason : error, isFinal: false, isSilent };
    } finally {
      attempt.end();
    }
  }

  private routerOf(attempt: ConnectionAttempt): FrameRouter {
    const askedAt = performance.now();
    return new FrameRouter({
      ...{ handlers: this.options, position: this.position, askedAt },
      connection: this.connections + 1,
      isCut: () => attempt.signal.aborted,
      onOpened: (opening) => {
        this.connections += 1;
        const { heartbeatSeconds } = opening.opened;
        if (heartbeatSeconds > 0) {
          attempt.setSilenceLimit(this.options.staleAfterMs ?? heartbeatSeconds * 1000 + GRACE_MS);
        }
        this.hooks.onOpened(opening);
      },
    });
  }
}
