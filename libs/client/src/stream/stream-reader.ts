import { ConnectionAttempt } from './connection-attempt.js';
import { Credentials } from '../http/credentials.js';
import { readEventStream } from './event-stream-reading.js';
import { FrameRouter } from './frame-router.js';
import { pollOnce, readByPolling } from './poll-reading.js';
import type { Ending, StreamLink } from './stream-link.js';
import type { Opening, StreamOptions } from './stream-options.js';
import { StreamPosition } from './stream-position.js';
import { TransportSelector } from './transport-selector.js';

/** Until the server says how often it speaks. */
export const DEFAULT_STALE_AFTER_MS = 7_000;
/** Grace after a heartbeat that is due. */
const GRACE_MS = 2_000;

export interface ReaderHooks {
  onConnecting: () => void;
  onOpened: (opening: Opening) => void;
  onRetry: (milliseconds: number) => void;
}

/** `isAgain`: what was found out is reason to go on at once, some other way. */
export type ReadingEnd = Ending & { isAgain?: boolean };

/** Reads a stream, one connection at a time, by whichever way works. */
export class StreamReader {
  readonly position: StreamPosition;
  readonly credentials: Credentials;
  readonly way: TransportSelector;
  private readonly url: string;
  private readonly staleAfterMs: number;
  private attempt: ConnectionAttempt | undefined;
  private connections = 0;

  constructor(
    private readonly options: StreamOptions,
    private readonly hooks: ReaderHooks,
  ) {
    this.position = new StreamPosition(options.cursor);
    this.credentials = options.credentials ?? new Credentials(options);
    this.way = new TransportSelector(options.transport ?? 'stream');
    this.url = options.baseUrl.replace(/\/+$/, '') + options.path;
    this.staleAfterMs = options.staleAfterMs ?? DEFAULT_STALE_AFTER_MS;
  }

  /** Timers may have slept: is the connection still alive? */
  look(): void {
    this.attempt?.look();
  }

  async readOnce(cut: AbortSignal): Promise<ReadingEnd> {
    this.hooks.onConnecting();
    if (this.way.current === 'polling') return this.poll(cut);
    const heard = { heartbeat: false };
    const ending = await this.within(cut, async (link) => {
      const { isUnreadable, ...rest } = await readEventStream(link, () => {
        heard.heartbeat = true;
      });
      if (isUnreadable) this.way.giveUpStream();
      return { ...rest, isAgain: isUnreadable && this.way.current === 'polling' };
    });
    if (heard.heartbeat || !ending.isSilent) this.way.markHealthy();
    else if (this.way.suspects) return this.lookByPoll(cut, ending);
    return ending;
  }

  /** Whatever there is by now, by as many polls as it takes; no connection is kept. */
  async catchUp(cut: AbortSignal): Promise<ReadingEnd> {
    return this.within(cut, async (link) => {
      for (;;) {
        const answer = await pollOnce(link, 0);
        if ('isFinal' in answer) return answer;
        if (answer.events.length === 0) return { isFinal: false };
      }
    });
  }

  private async poll(cut: AbortSignal): Promise<ReadingEnd> {
    const isOver = (): boolean => this.way.isChanceDue;
    const plan = { staleAfterMs: this.staleAfterMs, isOver };
    const ending = await this.within(cut, (link) => readByPolling(link, plan));
    if (!isOver()) return ending;
    this.way.retryStream();
    return { ...ending, isAgain: !ending.problem && !ending.isFinal };
  }

  /** Was it the stream, or the whole network? */
  private async lookByPoll(cut: AbortSignal, silence: ReadingEnd): Promise<ReadingEnd> {
    let hasWorked = false;
    const ending = await this.within(cut, async (link) => {
      const answer = await pollOnce(link, 0);
      hasWorked = !('isFinal' in answer);
      return 'isFinal' in answer ? answer : silence;
    });
    this.way.judge(hasWorked);
    return { ...ending, isAgain: hasWorked };
  }

  private async within(
    cut: AbortSignal,
    read: (link: StreamLink) => Promise<ReadingEnd>,
  ): Promise<ReadingEnd & { isSilent: boolean }> {
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
          attempt.allow(this.options.staleAfterMs ?? heartbeatSeconds * 1000 + GRACE_MS);
        }
        this.hooks.onOpened(opening);
      },
    });
  }
}
