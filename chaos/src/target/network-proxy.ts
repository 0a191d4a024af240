import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ProxiedConnection, type Sender } from './proxied-connection.js';

export interface TrafficShape {
  /** Delay of each chunk, in milliseconds. */
  delayMs: number;
  /** Whose chunks are delayed. Default: those of both. */
  delayedSender?: Sender | undefined;
  /** Bytes in one write; 0 keeps the chunks as they are. */
  sliceBytes: number;
}

/** Inspects a chunk before the proxy forwards it; `reset` resets the connection instead. */
export type ChunkFilter = (
  bytes: Buffer,
  from: Sender,
  connection: ProxiedConnection,
) => 'forward' | 'reset';

const UNSHAPED: TrafficShape = { delayMs: 0, sliceBytes: 0 };

const NO_OPERATION = (): void => undefined;

/**
 * A TCP proxy between clients and servers that injects network faults on command. It
 * passes backpressure on in both directions.
 */
export class NetworkProxy {
  chunkFilter: ChunkFilter | undefined;
  /** Called with each new connection, before the proxy forwards its first byte. */
  onConnection: ((connection: ProxiedConnection) => void) | undefined;
  private readonly connections = new Set<ProxiedConnection>();
  private shape = UNSHAPED;
  private isRefusing = false;
  /** Chunks wait for this promise; it is pending while packets are dropped. */
  private gate: Promise<void> = Promise.resolve();
  private openGate: () => void = NO_OPERATION;
  private nextTarget = 0;

  private constructor(
    private readonly server: Server,
    private readonly targets: () => readonly number[],
  ) {
    server.on('connection', (client) => {
      this.accept(client);
    });
  }

  /** @param targets ports on 127.0.0.1, which connections are given in rotation */
  static async start(targets: () => readonly number[]): Promise<NetworkProxy> {
    const server = createServer();
    const proxy = new NetworkProxy(server, targets);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The latest request line of each open connection, for messages. */
  get requests(): string[] {
    return [...this.connections].map(({ request }) => request.split('\r\n')[0] ?? '');
  }

  /** Resets the open connections; new ones go through. */
  reset(): void {
    for (const connection of [...this.connections]) connection.reset();
  }

  /** Resets the open connections and every new one, until `restore`. */
  refuse(): void {
    this.isRefusing = true;
    this.reset();
  }

  /** Keeps every connection and forwards no byte, until `restore`, as when packets are dropped. */
  blackHole(): void {
    if (this.openGate !== NO_OPERATION) return;
    this.gate = new Promise((resolve) => (this.openGate = resolve));
  }

  /** Makes the selected connections half-open: neither end learns that they are dead. New ones work. */
  makeHalfOpen(isSelected: (connection: ProxiedConnection) => boolean): void {
    for (const connection of [...this.connections].filter(isSelected)) connection.silence();
  }

  shapeTraffic(shape: Partial<TrafficShape>): void {
    this.shape = { ...UNSHAPED, ...shape };
  }

  /** Ends refusing, dropping and shaping. */
  restore(): void {
    this.isRefusing = false;
    this.shape = UNSHAPED;
    this.openGate();
    this.openGate = NO_OPERATION;
  }

  async close(): Promise<void> {
    this.refuse();
    this.openGate();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    client.on('error', () => undefined);
    const ports = this.targets();
    const port = ports[this.nextTarget++ % Math.max(ports.length, 1)];
    if (this.isRefusing || port === undefined) {
      client.resetAndDestroy();
      return;
    }
    const connection = new ProxiedConnection(client, connect(port, '127.0.0.1'));
    this.connections.add(connection);
    this.onConnection?.(connection);
    connection.forward((bytes, from) => this.transform(bytes, from, connection));
    connection.onClose(() => this.connections.delete(connection));
  }

  /** Yields the pieces of a chunk, once this network lets them through. */
  private async *transform(
    bytes: Buffer,
    from: Sender,
    connection: ProxiedConnection,
  ): AsyncGenerator<Buffer> {
    await this.gate;
    if (this.chunkFilter?.(bytes, from, connection) === 'reset') {
      connection.reset();
      return;
    }
    const { delayMs, delayedSender = from, sliceBytes } = this.shape;
    if (delayMs > 0 && delayedSender === from) await delay(delayMs);
    if (sliceBytes === 0) {
      yield bytes;
      return;
    }
    for (let start = 0; start < bytes.length; start += sliceBytes) {
      yield bytes.subarray(start, start + sliceBytes);
    }
  }
}
