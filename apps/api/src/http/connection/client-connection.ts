import type { Http2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { Exchange, type RawRequest, type RawResponse } from './exchange.js';

/** How many requests of one connection this process works on, and how many it lets wait. */
export interface ConnectionLimits {
  /**
   * Requests of an HTTP/1.1 connection that wait behind the answers before them; one more ends the
   * connection. Over HTTP/2 the limit of open streams bounds them.
   */
  maxQueued: number;
  /** Bytes of unread answers above which no further request of the connection begins. */
  maxPendingBytes: number;
}

/** What all connections of a process share. */
export interface ConnectionContext {
  limits: ConnectionLimits;
  /** Called when an exchange has ended. */
  onEnd: (exchange: Exchange) => void;
}

/** Works on a request whose turn it is. */
export type Listener = (request: RawRequest, response: RawResponse) => void;

const NONE: readonly Exchange[] = [];

/**
 * One connection of a client with its open requests. A request begins only when the client has
 * taken the answers before it, so a client that reads no answer costs the memory of a few answers,
 * however many requests it sends. HTTP/1.1 answers in the order of the requests (RFC 9112, section
 * 9.3.2), so one request of a connection is open at a time; over HTTP/2 requests run side by side
 * until their unread answers reach the limit.
 */
export class ClientConnection {
  /** One request at most over HTTP/1.1, for which a Set would take 150 bytes. */
  private open: readonly Exchange[] = NONE;
  private readonly queued: { exchange: Exchange; listener: Listener }[] = [];
  /** When the last request ended, or the connection began; milliseconds of the monotonic clock. */
  private quietSince = performance.now();

  constructor(
    private readonly transport: Socket | Http2Session,
    private readonly isHttp1: boolean,
    private readonly context: ConnectionContext,
  ) {}

  /** The requests that this process works on, and those whose answers the client has not taken. */
  get exchanges(): Iterable<Exchange> {
    return this.open;
  }

  /** Bytes of this process that wait for the client. */
  get pendingBytes(): number {
    let bytes = 0;
    for (const exchange of this.open) bytes += exchange.pendingBytes;
    return bytes;
  }

  /** Milliseconds for which no request was open; 0 while one is. */
  quietMs(now: number): number {
    return this.open.length + this.queued.length > 0 ? 0 : now - this.quietSince;
  }

  /**
   * Hands the request to `listener` when the answers before it were taken.
   *
   * @returns false when too many requests wait already
   */
  admit(request: RawRequest, response: RawResponse, listener: Listener): boolean {
    const exchange = new Exchange(request, response, this);
    if (this.canStart) this.begin(exchange, listener);
    else if (this.isHttp1 && this.queued.length >= this.context.limits.maxQueued) return false;
    else this.queued.push({ exchange, listener });
    return true;
  }

  /** The exchange of an open request: the only one over HTTP/1.1, and one of 100 over HTTP/2. */
  find(request: RawRequest): Exchange | undefined {
    return this.open.find((exchange) => exchange.request === request);
  }

  /** Ends the connection with all its requests. */
  destroy(): void {
    this.queued.length = 0;
    this.transport.destroy();
  }

  /** Ends an HTTP/2 connection with GOAWAY (RFC 9113, section 6.8), and another one at once. */
  close(): void {
    if (this.isHttp1 || this.transport.destroyed) this.destroy();
    else (this.transport as Http2Session).close();
  }

  private get canStart(): boolean {
    if (this.open.length === 0) return true;
    return !this.isHttp1 && this.pendingBytes < this.context.limits.maxPendingBytes;
  }

  private begin(exchange: Exchange, listener: Listener): void {
    this.open = this.open.length === 0 ? [exchange] : this.open.concat(exchange);
    exchange.begin();
    listener(exchange.request, exchange.response);
  }

  /** Called by an exchange that has ended. The next one may begin. */
  release(exchange: Exchange): void {
    this.context.onEnd(exchange);
    if (this.queued.length > 0) this.unqueue(exchange);
    const isLast = this.open.length === 1 && this.open[0] === exchange;
    this.open = isLast ? NONE : this.open.filter((other) => other !== exchange);
    this.quietSince = performance.now();
    if (this.transport.destroyed) return;
    while (this.queued.length > 0 && this.canStart) {
      const next = this.queued.shift();
      if (next) this.begin(next.exchange, next.listener);
    }
  }

  /** A client may leave while its request waits. */
  private unqueue(exchange: Exchange): void {
    const index = this.queued.findIndex((waiting) => waiting.exchange === exchange);
    if (index >= 0) this.queued.splice(index, 1);
  }
}
