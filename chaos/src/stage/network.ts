import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Link, type LinkEnd } from './network-link.js';

export interface Shape {
  /** Milliseconds added to each chunk. */
  delayMs: number;
  /** Bytes written at once; 0: as they come. */
  sliceBytes: number;
}

/** Looks at bytes before they go on; `cut` resets the connection instead. */
export type Tap = (bytes: Buffer, from: LinkEnd, link: Link) => 'carry' | 'cut';

const AS_IT_IS: Shape = { delayMs: 0, sliceBytes: 0 };

/** A network between clients and servers that fails on command. Backpressure goes through it. */
export class Network {
  /** Connections that clients have opened so far. */
  opened = 0;
  tap: Tap | undefined;
  /** Called with each new connection, before it carries anything. */
  onLink: ((link: Link) => void) | undefined;
  private readonly links = new Set<Link>();
  private shape = AS_IT_IS;
  private refusing = false;
  private gate: Promise<void> = Promise.resolve();
  private openGate: () => void = NOTHING;
  private turn = 0;

  private constructor(
    private readonly server: Server,
    private readonly targets: () => readonly number[],
  ) {
    server.on('connection', (client) => {
      this.adopt(client);
    });
  }

  /** @param targets ports on 127.0.0.1; each connection goes to the next one in turn */
  static async start(targets: () => readonly number[]): Promise<Network> {
    const server = createServer();
    const network = new Network(server, targets);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return network;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Open connections. */
  get size(): number {
    return this.links.size;
  }

  /** What the open connections are there for, for messages. */
  get requests(): string[] {
    return [...this.links].map(({ request }) => request.split('\r\n')[0] ?? '');
  }

  /** Resets what is open; new connections go through. */
  reset(which: (link: Link) => boolean = () => true): void {
    for (const link of [...this.links].filter(which)) link.cut();
  }

  /** Resets what is open and what comes, until `restore`. */
  refuse(): void {
    this.refusing = true;
    this.reset();
  }

  /** Keeps every connection and carries nothing, until `restore`: packets are dropped. */
  blackHole(): void {
    if (this.openGate !== NOTHING) return;
    this.gate = new Promise((resolve) => (this.openGate = resolve));
  }

  /** The clients of these connections are gone and nobody told the servers. New ones work. */
  halfOpen(which: (link: Link) => boolean = () => true): void {
    for (const link of [...this.links].filter(which)) link.vanish();
  }

  form(shape: Partial<Shape>): void {
    this.shape = { ...AS_IT_IS, ...shape };
  }

  restore(): void {
    this.refusing = false;
    this.shape = AS_IT_IS;
    this.openGate();
    this.openGate = NOTHING;
  }

  async close(): Promise<void> {
    this.refuse();
    this.openGate();
    this.server.close();
    await once(this.server, 'close');
  }

  private adopt(client: Socket): void {
    client.on('error', () => undefined);
    const ports = this.targets();
    const port = ports[this.turn++ % Math.max(ports.length, 1)];
    if (this.refusing || port === undefined) {
      client.resetAndDestroy();
      return;
    }
    this.opened += 1;
    const link = new Link(client, connect(port, '127.0.0.1'), port);
    this.links.add(link);
    this.onLink?.(link);
    link.carry((bytes, from) => this.pass(bytes, from, link));
    link.onClose(() => this.links.delete(link));
  }

  /** In pieces, when and how this network lets them through. */
  private async *pass(bytes: Buffer, from: LinkEnd, link: Link): AsyncGenerator<Buffer> {
    await this.gate;
    if (this.tap?.(bytes, from, link) === 'cut') {
      link.cut();
      return;
    }
    const { delayMs, sliceBytes } = this.shape;
    if (delayMs > 0) await pause(delayMs);
    if (sliceBytes === 0) yield bytes;
    else
      for (let at = 0; at < bytes.length; at += sliceBytes)
        yield bytes.subarray(at, at + sliceBytes);
  }
}

const NOTHING = (): void => undefined;
