import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A server behind the load balancer. */
export interface Backend {
  port: number;
  /** Number of connections that were forwarded to it. */
  connections: number;
}

/** Upper bound for a server of this machine to accept a connection. */
const CONNECT_WITHIN_MS = 1_000;

/**
 * One address before several servers: each connection goes to the next server that accepts it
 * (round robin) and stays there until either side ends. When no server accepts it, the client's
 * connection is closed and the client has to retry.
 */
export class LoadBalancer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private nextIndex = 0;

  private constructor(private readonly backends: readonly Backend[]) {
    this.server = createServer((client) => {
      this.adopt(client);
      void this.serve(client);
    });
  }

  /** @param port undefined for a free port */
  static async listen(backends: readonly Backend[], port = 0): Promise<LoadBalancer> {
    const balancer = new LoadBalancer(backends);
    balancer.server.listen(port, '127.0.0.1');
    await once(balancer.server, 'listening');
    return balancer;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private async serve(client: Socket): Promise<void> {
    const first = this.nextIndex++;
    for (let i = 0; i < this.backends.length && !client.destroyed; i += 1) {
      const backend = this.backends[(first + i) % this.backends.length];
      const upstream = backend && (await connectTo(backend.port));
      if (!upstream) continue;
      backend.connections += 1;
      this.adopt(upstream);
      pipeBothWays(client, upstream);
      return;
    }
    client.destroy();
  }

  private adopt(socket: Socket): void {
    this.sockets.add(socket);
    // The error needs no handling: the close event that follows destroys the other socket.
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
  }
}

/** Connects to a server; undefined when it does not accept the connection in time. */
function connectTo(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const answer = (found: Socket | undefined): void => {
      clearTimeout(patience);
      socket.off('error', refused);
      if (!found) socket.destroy();
      resolve(found);
    };
    const refused = (): void => {
      answer(undefined);
    };
    const patience = setTimeout(refused, CONNECT_WITHIN_MS);
    socket.once('error', refused);
    socket.once('connect', () => {
      answer(socket);
    });
  });
}

/** Forwards bytes in both directions; when one side closes, the other one is destroyed. */
function pipeBothWays(client: Socket, upstream: Socket): void {
  client.setNoDelay(true);
  client.pipe(upstream);
  upstream.pipe(client);
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.once('close', () => {
      other.destroy();
    });
    if (one.destroyed) other.destroy();
  }
}
