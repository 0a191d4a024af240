import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { violationsOfStream } from '#testing';

/** One request for a stream, and what came back, as it went over the wire. */
export interface SeenRequest {
  path: string;
  /** What the client sent by itself. */
  lastEventId: string | undefined;
  /** 0 until the server has answered, and when it could not be reached. */
  status: number;
  /** The body that was passed on. */
  chunks: Buffer[];
  /** By `performance.now()`. */
  askedAt: number;
  /** All that it may has been passed on, and it waits for `cut`. */
  isHeld: boolean;
  /** `server`: its answer ended cleanly; then `endedAt` is set. */
  ended: 'server' | 'cut' | undefined;
  endedAt: number;
}

/** What happens to a stream after so many bytes of its body. */
interface Limit {
  bytes: number;
  then: 'cut' | 'hold';
}

/**
 * Stands between a client and the server: sees which cursor the client presents, and cuts
 * its streams, in the middle of a frame too. The server behind it may change.
 */
export class StreamProxy {
  readonly requests: SeenRequest[] = [];
  /** Its address: what the client takes for the server's. */
  url = '';
  private readonly server: Server;
  private readonly open = new Map<SeenRequest, ServerResponse>();
  private limits: Limit[] = [];

  private constructor(private target: string) {
    this.server = createServer((asked, answer) => this.pass(asked, answer));
  }

  static async to({ url }: { url: string }): Promise<StreamProxy> {
    const proxy = new StreamProxy(url);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    proxy.url = `http://127.0.0.1:${(proxy.server.address() as AddressInfo).port}`;
    return proxy;
  }

  /** All violations of the grammar and the rules in the bytes that have passed. */
  get violations(): string[] {
    return this.requests
      .filter(({ status }) => status === 200)
      .flatMap(({ path, lastEventId, chunks, ended }) => {
        const cursor = new URL(path, this.url).searchParams.get('cursor') ?? undefined;
        const options = { presented: lastEventId ?? cursor, ended: ended === 'server' };
        return violationsOfStream(Buffer.concat(chunks), options);
      });
  }

  /** From now on requests go to that server. */
  retarget({ url }: { url: string }): void {
    this.target = url;
  }

  /**
   * The next streams are cut (RST) after so many bytes of their body, one number each. The
   * reset may overtake the bytes: a client is free to drop what it has not read yet.
   */
  cutAfter(bytes: readonly number[]): void {
    this.limits = bytes.map((each) => ({ bytes: each, then: 'cut' }));
  }

  /** As `cutAfter`, but each waits, without passing on more bytes, until `cut` is called. */
  holdAfter(bytes: readonly number[]): void {
    this.limits = bytes.map((each) => ({ bytes: each, then: 'hold' }));
  }

  /** Cuts all streams now. */
  cut(): void {
    for (const [seen, answer] of this.open) this.cutOff(seen, answer);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, url: path = '/', headers } = asked;
    const seen = path.includes('/stream') ? this.note(path, headers['last-event-id']) : undefined;
    const call = request(this.target + path, { method, headers, agent: false });
    call.on('error', () => answer.destroy());
    call.once('response', (response) => {
      answer.writeHead(response.statusCode ?? 0, response.headers);
      if (seen) this.follow(seen, response, answer);
      else response.pipe(answer);
    });
    answer.once('close', () => call.destroy());
    asked.pipe(call);
  }

  private note(path: string, header: string | string[] | undefined): SeenRequest {
    const seen: SeenRequest = {
      path,
      lastEventId: header?.toString(),
      status: 0,
      chunks: [],
      askedAt: performance.now(),
      isHeld: false,
      ended: undefined,
      endedAt: 0,
    };
    this.requests.push(seen);
    return seen;
  }

  private follow(seen: SeenRequest, response: IncomingMessage, answer: ServerResponse): void {
    seen.status = response.statusCode ?? 0;
    this.open.set(seen, answer);
    answer.flushHeaders();
    const limit = this.limits.shift();
    let left = limit?.bytes ?? Infinity;
    const stop = () => {
      if (limit?.then === 'cut') this.cutOff(seen, answer);
      else seen.isHeld = true;
    };
    response.on('error', () => answer.destroy());
    response.on('data', (chunk: Buffer) => {
      if (seen.ended || left === 0) return;
      const passed = chunk.subarray(0, left);
      left -= passed.length;
      seen.chunks.push(passed);
      // What was written must have left before the connection is reset, or the client never sees it.
      answer.write(passed, () => left === 0 && stop());
      if (left === 0) response.pause();
    });
    response.once('end', () => {
      seen.ended ??= 'server';
      seen.endedAt = performance.now();
      answer.end();
    });
    answer.once('close', () => this.open.delete(seen));
  }

  private cutOff(seen: SeenRequest, answer: ServerResponse): void {
    seen.ended = 'cut';
    answer.socket?.resetAndDestroy();
  }
}
