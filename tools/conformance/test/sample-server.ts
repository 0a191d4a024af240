import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { brokenFrame, type Fault } from './fault.js';

export interface SampleServerOptions {
  /** What the server does wrong. Default: no fault. */
  readonly fault?: Fault;
  /** A certificate makes it speak TLS and HTTP/2. Default: plain HTTP/1.1. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

export const TOKEN = 'secret';
export const ORIGIN = 'https://app.example';
const EPOCH = 'e1';
const HEARTBEAT_MS = 100;
/** The storm of the tests has more clients. */
const MOST_CLIENTS = 8;

/** A small server of one resumable stream, which passes every check unless it has a fault. */
export class SampleServer {
  url = '';
  private readonly clients = new Set<ServerResponse>();
  private readonly history: number[] = [];
  private delivered = 0;
  private wasFull = false;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly server: Server,
    private readonly fault: Fault | undefined,
  ) {}

  static async start({ fault, certificate }: SampleServerOptions = {}): Promise<SampleServer> {
    const server = (certificate ? secureServer(certificate, fault) : createServer()) as Server;
    const sample = new SampleServer(server, fault);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      sample.answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    sample.url = `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`;
    sample.timer = setInterval(() => {
      sample.beat();
    }, HEARTBEAT_MS);
    return sample;
  }

  stop(): void {
    clearInterval(this.timer);
    for (const client of this.clients) client.destroy();
    this.server.close();
  }

  private beat(): void {
    // The empty line of a heartbeat, and its first byte, would heal the other two.
    if (['heartbeat', 'headers-at-once', 'empty-line'].includes(this.fault ?? '')) return;
    for (const client of this.clients) client.write(': heartbeat\n\n');
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    if (request.method === 'OPTIONS') {
      this.answerPreflight(response);
    } else if (pathname === '/events' && request.method === 'POST') {
      this.publish();
      end(response, 204);
    } else if (pathname === '/ended') {
      end(response, this.fault === 'ended' ? 200 : 204);
    } else if (pathname !== '/stream' && this.fault !== 'not-found') {
      end(response, 404);
    } else if (!['GET', 'HEAD'].includes(request.method ?? '') && this.fault !== 'other-methods') {
      end(response, 405, { allow: 'GET, HEAD' });
    } else if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      this.refuse(request, response);
    } else {
      this.stream(request, response);
    }
  }

  private refuse(request: IncomingMessage, response: ServerResponse): void {
    if (this.fault === 'unauthorized') {
      this.stream(request, response);
      return;
    }
    end(response, 401, this.fault === 'challenge' ? {} : { 'www-authenticate': 'Bearer' });
  }

  private answerPreflight(response: ServerResponse): void {
    const headers =
      this.fault === 'cors-preflight' ? 'authorization' : 'authorization, last-event-id';
    end(response, 204, { ...this.corsHeaders, 'access-control-allow-headers': headers });
  }

  private get corsHeaders(): Record<string, string> {
    if (this.fault === 'cors-origin') return {};
    return {
      'access-control-allow-origin': this.fault === 'cors-credentials' ? '*' : ORIGIN,
      'access-control-allow-credentials': 'true',
    };
  }

  private stream(request: IncomingMessage, response: ServerResponse): void {
    const presented = request.headers['last-event-id'];
    if (
      this.fault === 'unknown-id' &&
      typeof presented === 'string' &&
      !presented.startsWith(EPOCH)
    ) {
      end(response, 400);
      return;
    }
    if (this.isFull(response)) return;
    response.writeHead(this.fault === 'status' ? 500 : 200, {
      'content-type': this.contentType,
      ...(this.fault === 'cache-control' ? {} : { 'cache-control': 'no-store' }),
      ...(this.fault === 'no-compression' && /gzip/.test(request.headers['accept-encoding'] ?? '')
        ? { 'content-encoding': 'gzip' }
        : {}),
      ...this.corsHeaders,
    });
    if (request.method === 'HEAD') {
      if (this.fault === 'head') response.flushHeaders();
      else response.end();
      return;
    }
    this.welcome(response, typeof presented === 'string' ? presented : undefined);
  }

  private get contentType(): string {
    if (this.fault === 'media-type') return 'text/plain';
    return this.fault === 'charset' ? 'text/event-stream; charset=iso-8859-1' : 'text/event-stream';
  }

  private isFull(response: ServerResponse): boolean {
    const isFull = this.clients.size >= MOST_CLIENTS || this.wasFull;
    if (!isFull) return false;
    this.wasFull = this.fault === 'after-storm';
    if (this.fault === 'storm') response.destroy();
    else end(response, 429, this.fault === 'storm-retry-after' ? {} : { 'retry-after': '0' });
    return true;
  }

  private welcome(response: ServerResponse, presented: string | undefined): void {
    this.clients.add(response);
    response.once('close', () => this.clients.delete(response));
    if (this.fault === 'headers-at-once') return;
    response.flushHeaders();
    if (this.fault !== 'retry') response.write('retry: 1000\n\n');
    const cursor = /^e1-(\d+)/.exec(presented ?? '')?.[1];
    if (cursor !== undefined) this.replay(response, Number(cursor));
  }

  private replay(response: ServerResponse, cursor: number): void {
    const after: Partial<Record<Fault, number>> = {
      'resume-loss': this.history.length,
      'resume-repeat': cursor - 1,
      'resume-away': this.history.length - 1,
      'resume-mid-message': Math.max(cursor, this.delivered),
    };
    const from = (this.fault && after[this.fault]) ?? cursor;
    for (const seq of this.history.slice(from)) response.write(this.frame(seq));
  }

  private publish(): void {
    const seq = this.history.length + 1;
    this.history.push(seq);
    const late = this.fault === 'no-delay' ? seq - 1 : seq;
    if (late === 0) return;
    if (this.clients.size > 0) this.delivered = seq;
    for (const client of this.clients) client.write(this.frame(late));
  }

  private frame(seq: number): Buffer {
    const frame = `event: tick\nid: ${EPOCH}-${seq}\ndata: {"seq":${seq}}\n\n`;
    return brokenFrame(this.fault, seq) ?? Buffer.from(frame);
  }
}

function secureServer(certificate: { cert: string; key: string }, fault: Fault | undefined) {
  return fault === 'http2'
    ? createHttpsServer(certificate)
    : createSecureServer({ ...certificate, allowHTTP1: true });
}

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers);
  response.end();
}
