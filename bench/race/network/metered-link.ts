import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Traffic {
  /** Bytes of TCP payload from the clients to the server, TLS included. */
  up: number;
  /** Bytes from the server to the clients. */
  down: number;
  /** Connections that the clients have opened. */
  connections: number;
}

/** How often connections are chosen to be reset. */
const CUT_INTERVAL_MS = 1000;

/**
 * The network between the clients of one way and their server: it counts bytes, delays them and
 * resets connections. It forwards a byte as soon as the delay allows, and reads on only while the
 * receiver takes the bytes.
 */
export class MeteredLink {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly traffic: Traffic = { up: 0, down: 0, connections: 0 };
  private delayMs = 0;
  private cutShare = 0;
  private target = 0;
  private readonly timer = setInterval(() => {
    this.cut(this.cutShare);
  }, CUT_INTERVAL_MS);

  private constructor(private readonly server: Server) {
    server.on('connection', this.join.bind(this));
  }

  static async open(): Promise<MeteredLink> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MeteredLink(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** @returns the traffic so far */
  read(): Traffic {
    return { ...this.traffic };
  }

  /** Leads new connections to a port, and sets what happens to all connections. */
  configure(next: { target: number; delayMs: number; cutShare: number }): void {
    ({ target: this.target, delayMs: this.delayMs, cutShare: this.cutShare } = next);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const [client, upstream] of this.pairs) {
      client.destroy();
      upstream.destroy();
    }
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    const upstream = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    const pair = [client, upstream] as const;
    this.traffic.connections += 1;
    this.pairs.add(pair);
    this.forward(client, upstream, 'up');
    this.forward(upstream, client, 'down');
    client.once('close', () => this.pairs.delete(pair));
  }

  private forward(from: Socket, to: Socket, direction: 'up' | 'down'): void {
    from.on('error', () => undefined);
    from.on('data', (chunk: Buffer) => {
      this.traffic[direction] += chunk.length;
      this.later(() => {
        if (to.writable && !to.write(chunk)) from.pause();
      });
    });
    to.on('drain', () => from.resume());
    from.once('end', () => {
      this.later(() => to.end());
    });
    from.once('close', () => {
      this.later(() => to.destroy());
    });
  }

  /** Timers of one length fire in the order in which they were set, so bytes stay in order. */
  private later(action: () => void): void {
    if (this.delayMs === 0) action();
    else setTimeout(action, this.delayMs);
  }

  /** Resets a share of the open connections, as a phone that changes its cell does. */
  cut(share: number): void {
    for (const [client, upstream] of this.pairs) {
      if (Math.random() >= share) continue;
      client.resetAndDestroy();
      upstream.destroy();
    }
  }
}
