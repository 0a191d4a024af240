import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

export type RawRequest = IncomingMessage | Http2ServerRequest;
export type RawResponse = ServerResponse | Http2ServerResponse;

/** Methods whose requests have no body, so that the server never waits for one. */
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Why a request was cut off. */
export type Stall = 'unfinished_request' | 'unread_answer';

/** How long an exchange may stand still, in milliseconds. */
export interface StallLimits {
  /** From the first byte of a request to its last one. */
  requestMs: number;
  /** How long a client may take no byte of an answer that waits for it. */
  answerMs: number;
}

/** The connection of an exchange. */
interface ExchangeOwner {
  /** Called once, when the answer has left this process, or the client has left. */
  release(exchange: Exchange): void;
}

/**
 * One request with its answer, from the admission until the answer has left this process. Every
 * request makes one, so it has one listener and no list of what to do at its end.
 */
export class Exchange {
  /** Bytes of the answer that this process keeps for this exchange alone. */
  pendingBytes = 0;
  private beganAt = Infinity;
  private progressAt = Infinity;
  private ended = false;

  constructor(
    readonly request: RawRequest,
    readonly response: RawResponse,
    owner: ExchangeOwner,
  ) {
    // `on` and not `once`, which takes 200 bytes more: `close` is emitted once anyway.
    response.on('close', () => {
      this.ended = true;
      owner.release(this);
    });
  }

  /** True when the answer has left this process, or the client has left. */
  get hasEnded(): boolean {
    return this.ended;
  }

  begin(): void {
    this.beganAt = performance.now();
  }

  /** The answer exists, and its bytes wait for the client. */
  answer(pendingBytes: number): void {
    this.pendingBytes = pendingBytes;
    this.progressAt = performance.now();
  }

  /** The client has taken a part of the answer. */
  noteProgress(): void {
    this.progressAt = performance.now();
  }

  /** Milliseconds for which the client has taken no byte of the answer; 0 without an answer. */
  lagMs(now: number): number {
    return Math.max(0, now - this.progressAt);
  }

  /** The reason why the exchange must be cut off; undefined while it moves. */
  findStall(now: number, limits: StallLimits): Stall | undefined {
    if (this.lagMs(now) > limits.answerMs) return 'unread_answer';
    const isLate = now - this.beganAt > limits.requestMs;
    return isLate && this.waitsForBody ? 'unfinished_request' : undefined;
  }

  /** Ends the HTTP/1.1 connection, or this stream of an HTTP/2 connection and no other one. */
  destroy(): void {
    if ('stream' in this.request) this.request.stream.destroy();
    else this.request.socket.destroy();
  }

  /**
   * Node limits the time of a request on an HTTP/1.1 connection itself (`requestTimeout`). An
   * answer may precede the end of the request, which matters no longer then.
   */
  private get waitsForBody(): boolean {
    const { request, response } = this;
    if (!('stream' in request) || response.headersSent) return false;
    return !request.complete && !WITHOUT_BODY.has(request.method);
  }
}
