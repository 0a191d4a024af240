import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { StreamLog } from '../parse/stream-log.js';
import { startRequest } from './start-request.js';
import { withHeaders, type StreamTarget } from './stream-target.js';

/** Bytes as they arrived: what one read of the socket gave. */
export interface Chunk {
  /** Milliseconds of `performance.now()`. */
  readonly at: number;
  readonly bytes: Buffer;
}

export interface OpenOptions {
  /** How long the headers of the answer may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Sent as `Last-Event-ID`. Default: none. */
  readonly lastEventId?: string | undefined;
}

/** A stream that sends more is closed: the kit has seen enough of it. */
const MAX_BYTES = 4_194_304;

/** One open stream, with all bytes that came, when they came, and what a client reads in them. */
export class StreamConnection {
  readonly chunks: Chunk[] = [];
  readonly log: StreamLog;
  /** Whether the server or the network has ended the stream. */
  hasEnded = false;
  private readonly waits = new Set<() => void>();
  private size = 0;

  private constructor(
    private readonly request: ClientRequest,
    private readonly response: IncomingMessage,
    /** Milliseconds of `performance.now()` of the request and of the headers of its answer. */
    readonly times: { readonly requested: number; readonly answered: number },
    lastEventId: string,
  ) {
    this.log = new StreamLog(lastEventId);
    response.on('data', (bytes: Buffer) => {
      this.add(bytes);
    });
    response.once('error', () => undefined);
    response.once('close', () => {
      this.hasEnded = true;
      this.wake();
    });
  }

  /** @throws {ConnectionProblem} without an answer in time */
  static async open(target: StreamTarget, options: OpenOptions): Promise<StreamConnection> {
    const { lastEventId } = options;
    const requested = performance.now();
    const { request, response } = await startRequest(
      withHeaders(target, {
        accept: 'text/event-stream',
        'accept-encoding': 'identity',
        'cache-control': 'no-store',
        // Node.js takes a header as Latin-1, and the standard sends the id as UTF-8.
        'last-event-id':
          lastEventId === undefined ? undefined : Buffer.from(lastEventId).toString('latin1'),
      }),
      options,
    );
    const times = { requested, answered: performance.now() };
    return new StreamConnection(request, response, times, lastEventId ?? '');
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  /** Whether a browser would take the answer for an event stream. */
  get isStream(): boolean {
    return this.status === 200 && isEventStream(this.headers['content-type']);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks.map(({ bytes }) => bytes));
  }

  /**
   * Waits until the condition holds; it is looked at after each chunk and at the end of the stream.
   *
   * @returns whether it holds; false after `timeoutMs`, or when the stream has ended without it
   */
  waitFor(condition: () => boolean, timeoutMs: number): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    if (this.hasEnded) return Promise.resolve(false);
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.waits.delete(look);
        resolve(condition());
      };
      const look = (): void => {
        if (condition() || this.hasEnded) finish();
      };
      const timer = setTimeout(finish, timeoutMs);
      this.waits.add(look);
    });
  }

  close(): void {
    this.response.destroy();
    this.request.destroy();
  }

  private add(bytes: Buffer): void {
    const at = performance.now();
    this.chunks.push({ at, bytes });
    this.log.add(bytes, at);
    this.size += bytes.length;
    if (this.size > MAX_BYTES) this.close();
    this.wake();
  }

  private wake(): void {
    for (const look of [...this.waits]) look();
  }
}

/** The essence of the media type decides (WHATWG HTML 9.2.3); parameters do not. */
export const isEventStream = (contentType: string | undefined): boolean =>
  contentType?.split(';')[0]?.trim().toLowerCase() === 'text/event-stream';
