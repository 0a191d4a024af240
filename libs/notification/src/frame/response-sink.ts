import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { FrameSink } from './frame-sink.js';
import { Frame, type EncodedFrame } from './frame.js';
import { scheduleFlush } from './schedule-flush.js';
import { waitUntilBelow } from './wait-until-below.js';

/** How long the last bytes of an ended response may take to leave this process. */
const LAST_BYTES_LIMIT_MS = 5000;
/** The members that HTTP/1.1 and HTTP/2 responses share with the same meaning. */
interface Response {
  readonly headersSent?: boolean;
  /** True for a body in chunks (RFC 9112, section 7.1), which HTTP/2 does not have. */
  readonly chunkedEncoding?: boolean;
  readonly socket?: Socket | null;
  write(bytes: Uint8Array): unknown;
  once(event: 'pipe', listener: (source: Readable) => void): unknown;
  end(): unknown;
  destroy(): unknown;
}

/**
 * Writes frames to the response of a stream, which Nest opens and the sink ends. Nest's own stream
 * wrapper formats every frame for every connection, which costs about 40 % of the throughput; the sink
 * writes bytes that were encoded once. Over HTTP/1.1 it hands chunks that are encoded with their frame
 * to the socket: `response.write` makes four writes of each chunk, which takes as long as the rest of
 * the delivery (ADR 0023). Over HTTP/2, where a socket carries many streams, it writes to the response.
 *
 * Node's HTTP/2 response resembles that of HTTP/1.1, but it has no `destroyed`, which reads as
 * undefined, so a loop that waits for it never ends. The HTTP/2 stream underneath has it. On HTTP/2
 * a client that stops reading blocks its own stream only (flow control, RFC 9113, section 5.2); the
 * bytes that wait for it are in this process and are counted in the same way.
 */
export class ResponseSink implements FrameSink {
  /** The object that has the state: the response itself, or the HTTP/2 stream underneath. */
  private readonly transport: Writable;
  private readonly response: Response;
  /** The socket of a response in chunks, while the response is open. */
  private socket: Socket | undefined;
  /** The stream that Nest pipes into the response, until the sink takes over. */
  private piped: Readable | undefined;
  private isTakenOver = false;
  /** The frame that waits for the flush. It is nearly always the only one and needs no array. */
  private queued: EncodedFrame | undefined;
  private queuedMore: EncodedFrame[] | undefined;
  private queuedBytes = 0;
  private sentBytes = 0;
  /** True while the headers wait for the first frame. */
  private isHolding = false;

  constructor(response: Writable | ServerResponse | Http2ServerResponse) {
    this.transport = 'stream' in response ? destroyWhenAborted(response.stream) : response;
    this.response = response;
  }

  /** True when the client has left or was disconnected: bytes that are written are lost. */
  get isClosed(): boolean {
    return this.transport.destroyed;
  }

  /** Number of bytes that the operating system, or HTTP/2 flow control, has not accepted yet. */
  get pendingBytes(): number {
    return this.isClosed ? 0 : this.transport.writableLength + this.queuedBytes;
  }

  /** True when bytes of an earlier event-loop iteration wait: the client does not keep up. */
  get isBehind(): boolean {
    return !this.isClosed && this.transport.writableLength > 0;
  }

  /** Number of bytes that have left this process: it stands still while the client takes none. */
  get takenBytes(): number {
    return this.sentBytes - this.pendingBytes;
  }

  /**
   * Notes the stream that Nest pipes into the response, for `takeOver`. Call it before Nest pipes.
   */
  watchPipe(): void {
    this.response.once('pipe', (source) => (this.piped = source));
  }

  /** Ends a response that was taken over; otherwise Nest ends it. */
  end(): void {
    if (this.isTakenOver) this.response.end();
  }

  /**
   * Holds back the headers, which Nest writes, so that they leave with the first frame in one
   * system call. The caller owes a frame or `flush` at once when the headers are written.
   */
  holdUntilFlush(): void {
    // The headers of HTTP/2 are no bytes of the stream, so they cannot be held.
    if (this.isHolding || this.transport !== this.response) return;
    this.isHolding = true;
    this.transport.cork();
  }

  /**
   * Takes the response over from Nest, which has sent the headers and completes its own stream. That
   * stream must not end the response, so its pipe is removed in the same tick. A frame before the
   * headers, even a heartbeat, would break the response. The caller owes `end`.
   *
   * @returns false when the client has left, or Nest answers with an error instead
   */
  takeOver(): boolean {
    if (this.isClosed || !this.response.headersSent) return false;
    const { chunkedEncoding, socket } = this.response;
    // Node gives a response its socket when the answers before it have been sent.
    if (chunkedEncoding) this.socket = socket ?? undefined;
    this.piped?.unpipe(this.response as unknown as Writable);
    this.piped = undefined;
    this.isTakenOver = true;
    return true;
  }

  /**
   * Writes the frame at the end of this event-loop iteration (`scheduleFlush`). Has no effect when
   * the client has left or the response has ended.
   */
  send(frame: EncodedFrame): void {
    const { length } = this.socket ? frame.chunk : frame.bytes;
    this.queuedBytes += length;
    this.sentBytes += length;
    if (!this.queued) {
      this.queued = frame;
      scheduleFlush(this);
    } else if (this.queuedMore) this.queuedMore.push(frame);
    else this.queuedMore = [frame];
  }

  /** Hands the queued frames to the operating system now. */
  flush(): void {
    this.writeQueued();
    if (!this.isHolding) return;
    this.isHolding = false;
    this.transport.uncork();
  }

  private writeQueued(): void {
    const { queued, queuedMore } = this;
    if (!queued) return;
    this.queued = undefined;
    this.queuedMore = undefined;
    this.queuedBytes = 0;
    if (this.isClosed || this.transport.writableEnded) return;
    // The client has ended its side, so that Node ends the connection.
    if (this.socket?.writable === false) return;
    if (!queuedMore) {
      this.write(queued);
      return;
    }
    // Corked frames leave with one system call and without a copy.
    this.transport.cork();
    this.write(queued);
    for (const frame of queuedMore) this.write(frame);
    this.transport.uncork();
  }

  private write(frame: EncodedFrame): void {
    if (this.socket) this.socket.write(frame.chunk);
    else this.response.write(frame.bytes);
  }

  /** SSE has no ping: a client that has left silently shows in the bytes that it does not take. */
  isUnresponsive(): boolean {
    return false;
  }

  sendHeartbeat(): void {
    this.send(Frame.heartbeat);
  }

  waitUntilBelow(maxBytes: number, limitMs: number): Promise<boolean> {
    return waitUntilBelow(this, { maxBytes, limitMs }, this.waitForChange.bind(this));
  }

  /** Resolves when the transport drains or closes, and after `limitMs` at the latest. */
  private waitForChange(limitMs: number): Promise<void> {
    const { transport, socket } = this;
    const written = socket ?? transport;
    return new Promise((resolve) => {
      const onChange = (): void => {
        clearTimeout(timer);
        written.off('drain', onChange);
        transport.off('close', onChange);
        resolve();
      };
      const timer = setTimeout(onChange, limitMs);
      written.on('drain', onChange);
      transport.on('close', onChange);
    });
  }

  /**
   * Resolves when the response, which the caller ends, has left this process. A client that does
   * not take it within `limitMs` is disconnected. Never rejects. It waits for `close` and does not
   * use `finished()` of node:stream, which waits for the readable side of an HTTP/2 response, and
   * takes a response that was ended for one that was sent.
   */
  async waitUntilClosed(limitMs: number): Promise<void> {
    const timer = setTimeout(this.destroy.bind(this), limitMs).unref();
    await new Promise<void>((resolve) => {
      this.onClose(resolve);
    });
    clearTimeout(timer);
  }

  /** Limits the time that the client may take for the last frame. */
  limitClosing(): void {
    this.flush();
    if (!this.isClosed) void this.waitUntilClosed(LAST_BYTES_LIMIT_MS);
  }

  /**
   * Runs `action` when the client has left or the response has been sent, or now if it has.
   *
   * @returns a function that cancels the action
   */
  onClose(action: () => void): () => void {
    if (this.isClosed) action();
    // `on` and not `once`, which takes 200 bytes more: `close` is emitted once anyway.
    else this.transport.on('close', action);
    return () => {
      this.transport.off('close', action);
    };
  }

  /** Disconnects the client without a frame. On HTTP/2 it ends this stream, not the connection. */
  destroy(): void {
    this.response.destroy();
  }
}

/**
 * A client may leave with RST_STREAM and NO_ERROR (RFC 9113, section 8.1). If a write is pending
 * then, Node 20 waits for that write for ever: the stream is aborted but never closes, and would
 * count as open until the whole HTTP/2 connection ends.
 */
function destroyWhenAborted(stream: ServerHttp2Stream): ServerHttp2Stream {
  if (stream.aborted) stream.destroy();
  else stream.once('aborted', () => stream.destroy());
  return stream;
}
