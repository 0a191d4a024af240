import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse, ServerHttp2Stream } from 'node:http2';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { scheduleFlush } from './schedule-flush.js';
import type { Frame } from './frame.js';

/** How long a response that has ended may take to leave this process. */
const LAST_BYTES_LIMIT_MS = 5000;

/** What both kinds of response have in common, and mean alike. */
interface Response {
  readonly headersSent?: boolean;
  write(bytes: Uint8Array): unknown;
  destroy(): unknown;
}

/**
 * The response of a stream, which Nest opens and ends; frames are written to it in between.
 * Nest's own stream wrapper would format every frame for every connection anew, which costs
 * about 40 % of the throughput; this writes bytes made once. The socket underneath is never
 * touched, which would corrupt HTTP/2. The same calls serve HTTP/1.1 and HTTP/2.
 *
 * Node's HTTP/2 response looks like the other one, but has no `destroyed` and no
 * `writableNeedDrain`: both read as undefined, so a loop that waits for them never ends, or
 * never begins. The truth is in the HTTP/2 stream under it. On HTTP/2 a reader that takes
 * nothing holds up its own stream only (flow control, RFC 9113, section 5.2); what waits
 * for it waits here, and is counted the same way.
 */
export class ResponseSink {
  /** Where the state is: the response itself, or the HTTP/2 stream that it writes to. */
  private readonly transport: Writable;
  private readonly response: Response;
  /** Sent in this turn, and not written yet: one frame nearly always, so that needs no list. */
  private queued: Uint8Array | undefined;
  private queuedMore: Uint8Array[] | undefined;
  private queuedBytes = 0;

  constructor(response: Writable | ServerResponse | Http2ServerResponse) {
    this.transport = 'stream' in response ? destroyWhenAborted(response.stream) : response;
    this.response = response;
  }

  /** The client has left, or was cut off: nothing that is written goes anywhere. */
  get isClosed(): boolean {
    return this.transport.destroyed;
  }

  /** Bytes written that the system, or the client's flow control, has not taken yet. */
  get pendingBytes(): number {
    return this.isClosed ? 0 : this.transport.writableLength + this.queuedBytes;
  }

  /** Something of an earlier turn still waits: the reader does not keep up with what is sent. */
  get isBehind(): boolean {
    return !this.isClosed && this.transport.writableLength > 0;
  }

  /** More waits than it should: the reader takes less than is written. */
  get isFull(): boolean {
    return !this.isClosed && this.transport.writableNeedDrain;
  }

  /** The same, after a wait: it may have changed since. */
  private isStillFull(): boolean {
    return this.isFull;
  }

  /**
   * Resolves when the headers are out, which Nest sends one turn after it was given the
   * stream. A frame before them (a heartbeat is enough) would break the response.
   *
   * @returns false when the client left first
   */
  async waitUntilOpen(): Promise<boolean> {
    while (!this.isClosed && !this.response.headersSent) {
      await nextTurn();
    }
    return !this.isClosed;
  }

  /**
   * With the end of this turn of the event loop (`scheduleFlush`). Without effect when the client
   * is gone, or the response has ended.
   */
  send({ bytes }: Pick<Frame, 'bytes'>): void {
    this.queuedBytes += bytes.length;
    if (!this.queued) {
      this.queued = bytes;
      scheduleFlush(this);
    } else if (this.queuedMore) this.queuedMore.push(bytes);
    else this.queuedMore = [bytes];
  }

  /** Hands what was sent to the system now. */
  flush(): void {
    const { queued, queuedMore } = this;
    if (!queued) return;
    this.queued = undefined;
    this.queuedMore = undefined;
    this.queuedBytes = 0;
    if (this.isClosed || this.transport.writableEnded) return;
    if (!queuedMore) {
      this.response.write(queued);
      return;
    }
    // Corked, they leave in one call to the system and nothing is copied.
    this.transport.cork();
    this.response.write(queued);
    for (const bytes of queuedMore) this.response.write(bytes);
    this.transport.uncork();
  }

  /**
   * Resolves when what was written has left this process, or the client is gone. SSE has
   * no backpressure of its own: without this a long replay would pile up in memory as fast
   * as the database delivers.
   *
   * @param limitMs how long the reader may take
   * @returns false when it took longer
   */
  async waitUntilDrained(limitMs: number): Promise<boolean> {
    this.flush();
    await nextTurn();
    if (!this.isFull) return true;
    const tooLong = AbortSignal.timeout(limitMs);
    while (this.isStillFull()) {
      const stop = new AbortController();
      const signal = AbortSignal.any([stop.signal, tooLong]);
      await Promise.race(['drain', 'close'].map((event) => once(this.transport, event, { signal })))
        // The loser is aborted, and says so; a connection that breaks is gone, not an error.
        .catch(() => undefined);
      stop.abort();
      if (tooLong.aborted) return false;
      await nextTurn();
    }
    return true;
  }

  /**
   * Resolves when the response, which somebody ends, has left this process whole. A reader
   * that doesn't take it within `limitMs` is cut off. Never rejects. By `close` and not by
   * `finished()` of node:stream, which takes an HTTP/2 response for one that is to be read
   * too, and one that has been ended for one that is done.
   */
  async waitUntilClosed(limitMs: number): Promise<void> {
    const timer = setTimeout(this.destroy.bind(this), limitMs).unref();
    await new Promise<void>((resolve) => {
      this.onClose(resolve);
    });
    clearTimeout(timer);
  }

  /** After the last frame: a reader that doesn't take it is cut off in the end. */
  limitClosing(): void {
    this.flush();
    if (!this.isClosed) void this.waitUntilClosed(LAST_BYTES_LIMIT_MS);
  }

  /** Runs when the client is gone, or the response has ended and is closed. @returns what calls it off */
  onClose(action: () => void): () => void {
    if (this.isClosed) action();
    // Not `once`, which keeps 200 bytes more: it comes once anyway.
    else this.transport.on('close', action);
    return () => {
      this.transport.off('close', action);
    };
  }

  /** Without a goodbye; on HTTP/2 this stream alone, and not its connection. */
  destroy(): void {
    this.response.destroy();
  }
}

/**
 * A client may leave with RST_STREAM and NO_ERROR (RFC 9113, section 8.1). When a write is
 * under way then, Node 20 waits for ever for that write: the stream is aborted, but never
 * closes, and its connection would count as open until the whole HTTP/2 connection ends.
 */
function destroyWhenAborted(stream: ServerHttp2Stream): ServerHttp2Stream {
  if (stream.aborted) stream.destroy();
  else stream.once('aborted', () => stream.destroy());
  return stream;
}
