import { once } from 'node:events';
import type { Socket } from 'node:net';

/** Who sent the bytes. */
export type LinkEnd = 'client' | 'server';

type Passage = (bytes: Buffer, from: LinkEnd) => AsyncGenerator<Buffer>;

/** One connection through a network. */
export class Link {
  /** Bytes that may still go to the client before the line is cut. */
  budget = Infinity;
  /** Bytes that have gone to the client. */
  received = 0;
  /** The first bytes of the client's latest request: what it waits for. */
  request = '';
  private vanished = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    /** The port of the server at its other end. */
    readonly target: number,
  ) {
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    client.once('close', () => {
      if (!this.vanished) server.destroy();
    });
    server.once('close', (failed) => {
      if (this.vanished) return;
      if (failed) client.resetAndDestroy();
      else client.destroySoon();
    });
  }

  onClose(listener: () => void): void {
    this.client.once('close', listener);
  }

  carry(passage: Passage): void {
    void this.pump('client', passage);
    void this.pump('server', passage);
  }

  /** A reset at both ends. */
  cut(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  /** Nothing goes through any more, and neither end is told; what the server says is swallowed. */
  vanish(): void {
    this.vanished = true;
  }

  private async pump(from: LinkEnd, passage: Passage): Promise<void> {
    const [source, sink] =
      from === 'client' ? [this.client, this.server] : [this.server, this.client];
    try {
      const chunks = source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      for await (const chunk of chunks) {
        if (from === 'client') this.note(chunk);
        for await (const piece of passage(chunk, from)) await this.hand(piece, from, sink);
      }
      if (!this.vanished) this.finish(from);
    } catch {
      // Its socket was reset or destroyed; the other one goes with it.
      if (!this.vanished) this.cut();
    }
  }

  /** The iterator leaves a socket that has ended open: without this, both would stay for ever. */
  private finish(from: LinkEnd): void {
    if (from === 'client') this.server.end();
    else this.client.destroySoon();
    (from === 'client' ? this.client : this.server).destroySoon();
  }

  private async hand(bytes: Buffer, from: LinkEnd, sink: Socket): Promise<void> {
    if (this.vanished || sink.destroyed) return;
    const piece = from === 'server' ? bytes.subarray(0, this.budget - this.received) : bytes;
    if (from === 'server') this.received += piece.length;
    if (!sink.write(piece)) await once(sink, 'drain');
    if (this.received >= this.budget) this.cut();
  }

  private note(chunk: Buffer): void {
    const text = chunk.toString('latin1', 0, 200);
    if (/^[A-Z]{3,7} \//.test(text)) this.request = text;
  }
}
