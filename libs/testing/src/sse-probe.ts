import {
  Agent,
  request,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as SecureAgent, request as requestSecurely } from 'node:https';
import { SseFrameReader, violationsOf, type SseFrame } from './sse-frame.js';

export interface SseProbeOptions {
  headers?: Record<string, string>;
  /** Hard cut (RST) as soon as this many bytes of the body have arrived: in the middle of a frame, say. */
  cutAfterBytes?: number;
  /** The certificate of the authority that has signed the server's, as PEM. For `https:` only. */
  ca?: string;
}

/** `server`: the response ended cleanly. `cut`: by `cutAfterBytes` or `destroy`. `broken`: by any other cause. */
export type SseEnd = 'server' | 'closed' | 'cut' | 'broken';

interface Waiter {
  matches: (frame: SseFrame) => boolean;
  resolve: (frame: SseFrame) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** Resolves with the response's headers, for any status. The caller must close the probe, or the test does not end. */
export function openSse(url: string, options: SseProbeOptions = {}): Promise<SseProbe> {
  return new Promise((resolve, reject) => {
    const isSecure = url.startsWith('https:');
    const agent = isSecure
      ? new SecureAgent({ keepAlive: true, ca: options.ca })
      : new Agent({ keepAlive: true });
    const headers = { accept: 'text/event-stream', ...options.headers };
    const call = (isSecure ? requestSecurely : request)(url, { agent, headers });
    call.once('error', reject);
    call.once('response', (response) => {
      call.off('error', reject);
      resolve(new SseProbe(call, response, options.cutAfterBytes ?? Infinity));
    });
    call.end();
  });
}

/** A client of one stream that never reconnects and keeps every frame. */
export class SseProbe {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** All whole frames so far, comments included. */
  readonly frames: SseFrame[] = [];
  /** Every breach of our frame rules so far (see `violationsOf`): expect it to be empty. */
  readonly violations: string[] = [];
  readonly ended: Promise<SseEnd>;

  private readonly reader = new SseFrameReader();
  private readonly chunks: Buffer[] = [];
  private readonly waiters = new Set<Waiter>();
  /** Frames before it have been handed out by `next`. */
  private position = 0;
  private byteCount = 0;
  private ending: SseEnd | undefined;

  constructor(
    private readonly call: ClientRequest,
    private readonly response: IncomingMessage,
    private readonly cutAfterBytes: number,
  ) {
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    call.on('error', () => {});
    response.on('error', () => {});
    response.on('data', (chunk: Buffer) => this.receive(chunk));
    this.ended = new Promise((resolve) => response.once('close', () => resolve(this.finish())));
  }

  /** Every byte of the body so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** The body so far, as text. */
  get raw(): string {
    return this.bytes.toString('utf8');
  }

  /** What came after the last whole frame. */
  get incomplete(): string {
    return this.reader.incomplete;
  }

  /**
   * The next frame that matches, after the one returned before; frames in between are
   * passed over (they stay in `frames`). Without a predicate: the next frame with data.
   * @throws after `timeoutMs` (default 120,000, because a machine may be busy) or when the stream ends first, with what was received.
   */
  next(matches = hasData, { timeoutMs = 120_000 } = {}): Promise<SseFrame> {
    const index = this.frames.findIndex((frame, at) => at >= this.position && matches(frame));
    const found = this.frames[index];
    if (found) {
      this.position = index + 1;
      return Promise.resolve(found);
    }
    if (this.ending) return Promise.reject(this.missing(`stream ended (${this.ending})`));
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        matches,
        resolve,
        reject,
        timer: setTimeout(() => this.fail(waiter, `${timeoutMs} ms passed`), timeoutMs),
      };
      this.waiters.add(waiter);
    });
  }

  /** Stops reading, as a frozen client does: the kernel's buffers fill, then the server's. */
  pause(): void {
    this.response.pause();
  }

  resume(): void {
    this.response.resume();
  }

  /** Leaves as `EventSource.close()` does (FIN). */
  async close(): Promise<void> {
    this.ending ??= 'closed';
    this.call.destroy();
    await this.ended;
  }

  /** Cuts the connection without a goodbye (RST). */
  async destroy(): Promise<void> {
    this.cut();
    // A paused response would not notice before it is read to its end.
    this.response.destroy();
    await this.ended;
  }

  private receive(chunk: Buffer): void {
    if (this.ending === 'cut') return;
    const kept = chunk.subarray(0, this.cutAfterBytes - this.byteCount);
    this.byteCount += kept.length;
    this.chunks.push(kept);
    this.read(kept).forEach((frame) => this.accept(frame));
    if (this.byteCount >= this.cutAfterBytes) this.cut();
  }

  private read(bytes: Buffer): SseFrame[] {
    try {
      return this.reader.push(bytes);
    } catch (error) {
      this.violations.push(`not UTF-8: ${String(error)}`);
      return [];
    }
  }

  private accept(frame: SseFrame): void {
    this.frames.push(frame);
    if (this.status === 200) this.violations.push(...violationsOf(frame));
    for (const waiter of this.waiters) {
      if (!waiter.matches(frame)) continue;
      this.waiters.delete(waiter);
      clearTimeout(waiter.timer);
      this.position = this.frames.length;
      waiter.resolve(frame);
    }
  }

  private cut(): void {
    this.ending ??= 'cut';
    this.response.socket.resetAndDestroy();
  }

  private finish(): SseEnd {
    this.ending ??= this.response.complete ? 'server' : 'broken';
    this.call.destroy();
    for (const waiter of this.waiters) this.fail(waiter, `stream ended (${this.ending})`);
    return this.ending;
  }

  private fail(waiter: Waiter, why: string): void {
    this.waiters.delete(waiter);
    clearTimeout(waiter.timer);
    waiter.reject(this.missing(why));
  }

  private missing(why: string): Error {
    const seen = this.frames.slice(-10).map((frame) => JSON.stringify(frame.fields));
    return new Error(
      `No such frame: ${why}. Status ${this.status}, last frames:\n${seen.join('\n')}\n${this.incomplete}`,
    );
  }
}

function hasData(frame: SseFrame): boolean {
  return frame.data !== undefined;
}
