import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as sendRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Backend } from './load-balancer.js';

/** The routes of a gateway (docs/operations.md, "Gateways"). */
const STREAM = /^\/v1\/(?:[^?]+\/stream|trips\/[^/?]+\/replay)(?:\?|$)/;

/** Milliseconds. Longer than the pause between two requests of a client. */
const KEEP_ALIVE_MS = 75_000;

/** Connections that wait to be accepted: all clients of a killed gateway come back at once. */
const BACKLOG = 4_096;

/**
 * The address of a city: `GET` requests for streams, polls and replays go to the gateways, all others
 * to the processes of the city, in turn (round robin). A request that no server accepts ends with the
 * connection of its client, as one does whose server dies; the client retries.
 */
export class RouteBalancer {
  private readonly server: Server;
  /** Connections to servers are kept, because to make one for each command costs more than the rest. */
  private readonly agent = new Agent({ keepAlive: true });
  private nextIndex = 0;

  private constructor(
    private readonly gateways: readonly Backend[],
    private readonly processes: readonly Backend[],
  ) {
    this.server = createServer((request, response) => {
      this.forward(request, response).catch(() => response.destroy());
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
    balancer.server.listen({ port, host: '127.0.0.1', backlog: BACKLOG });
    await once(balancer.server, 'listening');
    return balancer;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    this.agent.destroy();
  }

  private async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The body is sent again to the next server. The servers refuse long ones, so it is short.
    const body = await buffer(request);
    const isStream = request.method === 'GET' && STREAM.test(request.url ?? '');
    const backends = isStream ? this.gateways : this.processes;
    const first = this.nextIndex++;
    for (let i = 0; i < backends.length && !response.destroyed; i += 1) {
      const backend = backends[(first + i) % backends.length];
      const answer = backend && (await this.ask(backend, { request, response, body }));
      if (!answer) continue;
      relay(answer, response);
      return;
    }
    response.destroy();
  }

  /**
   * @returns undefined when the request has to go to the next server
   * @throws {Error} when the client has to repeat it
   */
  private ask(
    backend: Backend,
    { request, response, body }: Exchange,
  ): Promise<IncomingMessage | undefined> {
    const { method, url, headers } = request;
    const { agent } = this;
    const address = { host: '127.0.0.1', port: backend.port, path: url };
    return new Promise((resolve, reject) => {
      const upstream = sendRequest({ ...address, method, headers, agent });
      response.once('close', () => {
        if (!response.writableFinished) upstream.destroy();
      });
      upstream.on('socket', () => {
        if (!upstream.reusedSocket) backend.connections += 1;
      });
      upstream.on('response', resolve);
      upstream.on('error', (error: NodeJS.ErrnoException) => {
        // A server that was killed has closed the connections that were kept to it. A command that it
        // had got is repeated with the same Idempotency-Key, as the client would do.
        if (error.code === 'ECONNREFUSED' || upstream.reusedSocket) resolve(undefined);
        else reject(error);
      });
      upstream.end(body);
    });
  }
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer;
}

function relay(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, withoutConnection(answer.headers));
  // The head of a stream must not wait for its first event.
  response.flushHeaders();
  answer.on('error', () => response.destroy());
  answer.pipe(response);
}

/** Both headers are about the connection to the server (RFC 9110, section 7.6.1). */
function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection: _connection, 'keep-alive': _keepAlive, ...others } = headers;
  return others;
}
