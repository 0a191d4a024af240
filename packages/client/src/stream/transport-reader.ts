import { ConnectionAttempt } from './connection-attempt.js';
import { Credentials } from '../http/credentials.js';
import { readEventStream } from './event-stream.js';
import { FrameRouter } from './frame-router.js';
import { pollOnce, readByLongPolling } from './long-polling.js';
import type { ConnectionEnd, TransportContext } from './stream-request.js';
import type { Opening, StreamOptions } from './stream-options.js';
import { StreamPosition } from './stream-position.js';
import { TransportSelector } from './transport-selector.js';
import type { WebSocketClass } from './web-socket-class.js';
import { readWebSocket } from './web-socket-stream.js';

/** The limit of silence until the server has sent its `heartbeatSeconds`. */
export const DEFAULT_STALE_AFTER_MS = 7_000;
/** The grace period after a heartbeat that is due. */
const GRACE_MS = 2_000;

export interface TransportReaderHooks {
  onConnecting: () => void;
  onOpened: (opening: Opening) => void;
  onRetry: (milliseconds: number) => void;
}

/** `retryAtOnce`: the next attempt uses another transport, so it need not wait. */
export type AttemptEnd = ConnectionEnd & { retryAtOnce?: boolean };

/** Reads a stream, one connection at a time, over the selected transport. */
export class TransportReader {
  readonly position: StreamPosition;
  readonly credentials: Credentials;
  readonly transport: TransportSelector;
  readonly #url: string;
  readonly #staleAfterMs: number;
  #attempt: ConnectionAttempt | undefined;
  #connections = 0;

  constructor(
    private readonly options: StreamOptions,
    private readonly hooks: TransportReaderHooks,
  ) {
    this.position = new StreamPosition(options.cursor);
    this.credentials = options.credentials ?? new Credentials(options);
    this.transport = new TransportSelector(options.transport ?? 'stream');
    this.#url = options.baseUrl.replace(/\/+$/, '') + options.path;
    this.#staleAfterMs = options.staleAfterMs ?? DEFAULT_STALE_AFTER_MS;
    if (!canReadStreams(options.fetch)) this.#abandonStream();
  }

  /** Checks the silence now, because browsers suspend timers of hidden pages. @returns whether it cut */
  checkSilence(): boolean {
    return this.#attempt?.checkSilence() ?? false;
  }

  async readOnce(cut: AbortSignal): Promise<AttemptEnd> {
    this.hooks.onConnecting();
    if (this.transport.current === 'polling') return this.#poll(cut);
    if (this.transport.current === 'websocket') return this.#readSocket(cut);
    // A property, because TypeScript does not see that the callback assigns a variable.
    const received = { heartbeat: false };
    const end = await this.#readWithin(cut, async (context) => {
      const { isUnreadable, ...rest } = await readEventStream(context, {
        query: this.transport.query,
        onHeartbeat: () => {
          received.heartbeat = true;
        },
      });
      if (isUnreadable) this.#abandonStream();
      return { ...rest, retryAtOnce: isUnreadable && this.transport.current !== 'stream' };
    });
    if (received.heartbeat || !end.isSilent) this.transport.markHealthy();
    else if (this.transport.mayFallBack) return this.#confirmByPoll(cut, end);
    return end;
  }

  /** Fetches all events up to now by as many polls as needed, without keeping a connection. */
  async catchUp(cut: AbortSignal): Promise<AttemptEnd> {
    return this.#readWithin(cut, async (context) => {
      for (;;) {
        const answer = await pollOnce(context, 0);
        if ('isFinal' in answer) return answer;
        if (answer.events.length === 0) return { isFinal: false };
      }
    });
  }

  /** A WebSocket hides why it was refused, so one poll shows it: with a problem, or by an answer. */
  async #readSocket(cut: AbortSignal): Promise<AttemptEnd> {
    const Socket = findWebSocket(this.options);
    if (!Socket) {
      return { isFinal: true, cause: new Error('There is no WebSocket: pass options.WebSocket.') };
    }
    let isSilent = true as boolean;
    const onMessage = (): void => {
      isSilent = false;
    };
    const end = await this.#readWithin(cut, (context) =>
      readWebSocket(context, { Socket, onMessage }),
    );
    if (isSilent && !cut.aborted) return this.#confirmByPoll(cut, end);
    this.transport.markHealthy();
    return end;
  }

  #abandonStream(): void {
    this.transport.abandonStream(findWebSocket(this.options) !== undefined);
  }

  async #poll(cut: AbortSignal): Promise<AttemptEnd> {
    const isOver = (): boolean => this.transport.isRetryDue;
    const plan = { staleAfterMs: this.#staleAfterMs, isOver };
    const end = await this.#readWithin(cut, (context) => readByLongPolling(context, plan));
    if (!isOver()) return end;
    this.transport.retryStream();
    return { ...end, retryAtOnce: !end.problem && !end.isFinal };
  }

  /**
   * After a stream that was silent or did not open, one poll shows whether only the stream or the whole
   * network is down.
   */
  async #confirmByPoll(cut: AbortSignal, silence: AttemptEnd): Promise<AttemptEnd> {
    let isAnswered = false as boolean;
    const end = await this.#readWithin(cut, async (context) => {
      const answer = await pollOnce(context, 0);
      isAnswered = !('isFinal' in answer);
      return 'isFinal' in answer ? answer : silence;
    });
    this.transport.recordPoll(isAnswered);
    return { ...end, retryAtOnce: isAnswered && this.transport.mayFallBack };
  }

  async #readWithin(
    cut: AbortSignal,
    read: (context: TransportContext) => Promise<AttemptEnd>,
  ): Promise<AttemptEnd & { isSilent: boolean }> {
    const { options, position, credentials, hooks } = this;
    const url = this.#url;
    credentials.expireIfOld();
    const attempt = new ConnectionAttempt(cut, this.#staleAfterMs, () => options.onAlive?.());
    this.#attempt = attempt;
    const router = this.#createRouter(attempt);
    const { onRetry } = hooks;
    try {
      const context = { options, position, credentials, url, attempt, router, onRetry };
      const end = await read(context);
      // A body that was cancelled because of silence may look like one that has ended.
      return { ...end, isSilent: attempt.isSilent };
    } catch (error) {
      const { isSilent, signal } = attempt;
      return { cause: signal.aborted ? signal.reason : error, isFinal: false, isSilent };
    } finally {
      attempt.end();
    }
  }

  #createRouter(attempt: ConnectionAttempt): FrameRouter {
    const askedAt = performance.now();
    return new FrameRouter({
      handlers: this.options,
      position: this.position,
      askedAt,
      connection: this.#connections + 1,
      isCut: () => attempt.signal.aborted,
      onOpened: (opening) => {
        this.#connections += 1;
        const { heartbeatSeconds } = opening.opened;
        if (heartbeatSeconds > 0) {
          attempt.setSilenceLimit(this.options.staleAfterMs ?? heartbeatSeconds * 1000 + GRACE_MS);
        }
        this.hooks.onOpened(opening);
      },
    });
  }
}

/**
 * The WebSocket of the options, or of the platform. An own `fetch` reaches a network of its own,
 * which the platform's WebSocket may not.
 */
const findWebSocket = ({ WebSocket, fetch }: StreamOptions): WebSocketClass | undefined =>
  WebSocket ?? (fetch ? undefined : (globalThis as { WebSocket?: WebSocketClass }).WebSocket);

/** Whether a body can be read while it arrives. The `fetch` of React Native answers only at its end. */
function canReadStreams(customFetch: typeof fetch | undefined): boolean {
  const { TextDecoder: decoder, Response: answer } = globalThis as Partial<typeof globalThis>;
  return Boolean(decoder && (customFetch ?? (answer && 'body' in answer.prototype)));
}
