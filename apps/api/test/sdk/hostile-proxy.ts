import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, createGzip } from 'node:zlib';

/**
 * What the proxy does with a request:
 * - `pass`: forwards it.
 * - `gateway`: answers 502 with a page, as a gateway does while its server restarts.
 * - `portal`: answers 200 with a login page, as a captive portal does.
 * - `redirect`: answers 302 to the page of another origin.
 * - `firstBlock`: holds a body back until it has 2,048 bytes, then forwards each chunk at once.
 * - `gzip`: compresses each chunk, as a proxy that ignores `no-transform` does.
 * - `slices`: forwards the body in slices of one byte.
 * - `hang`: takes the request and never answers, as a host does whose packets are dropped.
 */
export type Hostility =
  'pass' | 'gateway' | 'portal' | 'redirect' | 'firstBlock' | 'gzip' | 'slices' | 'hang';

const FIRST_BLOCK_BYTES = 2_048;

/** A proxy between a client and the server that misbehaves as real ones do. */
export class HostileProxy {
  /** The addresses of all requests, in order. */
  readonly paths: string[] = [];
  hostility: Hostility = 'pass';
  url = '';
  readonly #server = createServer((asked, answer) => {
    this.#handle(asked, answer);
  });

  private constructor(private target: string) {}

  static async to({ url }: { url: string }): Promise<HostileProxy> {
    const proxy = new HostileProxy(url);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    proxy.url = `http://127.0.0.1:${(proxy.#server.address() as AddressInfo).port}`;
    return proxy;
  }

  retarget({ url }: { url: string }): void {
    this.target = url;
  }

  /** Cuts all connections with RST, as a gateway that restarts. */
  cut(): void {
    this.#server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #handle(asked: IncomingMessage, answer: ServerResponse): void {
    this.paths.push(asked.url ?? '');
    const page = { 'content-type': 'text/html' };
    if (this.hostility === 'gateway') answer.writeHead(502, page).end('<h1>502 Bad Gateway</h1>');
    else if (this.hostility === 'portal') answer.writeHead(200, page).end('<h1>Log in</h1>');
    else if (this.hostility === 'redirect')
      answer.writeHead(302, { location: 'http://127.0.0.1:9/login' }).end();
    else if (this.hostility !== 'hang') this.#forward(asked, answer);
  }

  #forward(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, url = '/', headers } = asked;
    const { hostility } = this;
    const call = request(this.target + url, { method, headers, agent: false });
    call.on('error', () => {
      if (!answer.headersSent) answer.writeHead(502, { 'content-type': 'text/html' });
      answer.end();
    });
    call.once('response', (response) => {
      const gzip = hostility === 'gzip' ? { 'content-encoding': 'gzip' } : {};
      answer.writeHead(response.statusCode ?? 0, { ...response.headers, ...gzip });
      response.on('error', () => answer.destroy());
      transfer(response, answer, hostility);
    });
    answer.once('close', () => call.destroy());
    asked.pipe(call);
  }
}

function transfer(from: IncomingMessage, to: ServerResponse, hostility: Hostility): void {
  if (hostility === 'gzip') {
    from.pipe(createGzip({ flush: constants.Z_SYNC_FLUSH })).pipe(to);
    return;
  }
  let held: Buffer | undefined = hostility === 'firstBlock' ? Buffer.alloc(0) : undefined;
  from.on('data', (chunk: Buffer) => {
    if (hostility === 'slices') for (const byte of chunk) to.write(Buffer.of(byte));
    else if (held === undefined) to.write(chunk);
    else {
      held = Buffer.concat([held, chunk]);
      if (held.length < FIRST_BLOCK_BYTES) return;
      to.write(held);
      held = undefined;
    }
  });
  from.once('end', () => to.end(held));
}
