import { once } from 'node:events';
import {
  createServer,
  request as sendRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connectTo, type Backend } from './load-balancer.js';

/** The routes of a gateway (docs/operations.md, "Gateways"). */
const STREAM = /^\/v1\/(?:[^?]+\/stream|trips\/[^/?]+\/replay)(?:\?|$)/;

/** Milliseconds. Longer than the pause between two requests of a client. */
const KEEP_ALIVE_MS = 75_000;

/**
 * The address of a city: `GET` requests for streams, polls and replays go to the gateways, all others
 * to the processes of the city. Each request goes to the next server that accepts a connection (round
 * robin). When none does, or the server ends, the connection of the client is closed, and the client
 * retries.
 */
export class RouteBalancer {
  private readonly server: Server;
  private nextIndex = 0;

  private constructor(
    private readonly gateways: readonly Backend[],
    private readonly processes: readonly Backend[],
  ) {
    this.server = createServer((request, response) => {
      void this.forward(request, response);
    });
    // Otherwise a client may send a request on a connection that ends at this moment.
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
  }

  /** @param port undefined for a free port */
  static async listen(
    gateways: readonly Backend[],
    processes: readonly Backend[],
    port = 0,
  ): Promise<RouteBalancer> {
    const balancer = new RouteBalancer(gateways, processes);
    balancer.server.listen(port, '127.0.0.1');
    await once(balancer.server, 'listening');
    return balancer;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isStream = request.method === 'GET' && STREAM.test(request.url ?? '');
    const socket = await this.connectToNext(isStream ? this.gateways : this.processes);
    if (!socket || response.destroyed) {
      socket?.destroy();
      response.destroy();
      return;
    }
    const { method, url, headers } = request;
    const upstream = sendRequest({ method, path: url, headers, createConnection: () => socket });
    const cut = (): void => {
      response.destroy();
    };
    upstream.on('error', cut);
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, withoutConnection(answer.headers));
      // The head of a stream must not wait for its first event.
      response.flushHeaders();
      answer.on('error', cut);
      answer.on('aborted', cut);
      answer.pipe(response);
    });
    response.on('close', () => socket.destroy());
    request.on('error', cut);
    request.pipe(upstream);
  }

  private async connectToNext(backends: readonly Backend[]): Promise<Socket | undefined> {
    const first = this.nextIndex++;
    for (let i = 0; i < backends.length; i += 1) {
      const backend = backends[(first + i) % backends.length];
      const socket = backend && (await connectTo(backend.port));
      if (!socket) continue;
      backend.connections += 1;
      return socket;
    }
    return undefined;
  }
}

/** Both headers are about the connection to the server (RFC 9110, section 7.6.1). */
function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection: _connection, 'keep-alive': _keepAlive, ...others } = headers;
  return others;
}
