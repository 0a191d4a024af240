import { once } from 'node:events';
import type { Socket } from 'node:net';

/** The end that sent the bytes. */
export type Sender = 'client' | 'server';

type Transform = (bytes: Buffer, from: Sender) => AsyncGenerator<Buffer>;

/** One connection through a `NetworkProxy`. */
export class ProxiedConnection {
  /** Bytes that may go to the client in all; the connection is reset when they are spent. */
  budget = Infinity;
  /** The first bytes of the client's latest request. */
  request = '';
  /** Bytes that have gone to the client. */
  private received = 0;
  private isSilent = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
  ) {
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    client.once('close', () => {
      if (!this.isSilent) server.destroy();
    });
    server.once('close', (failed) => {
      if (this.isSilent) return;
      if (failed) client.resetAndDestroy();
      else client.destroySoon();
    });
  }

  onClose(listener: () => void): void {
    this.client.once('close', listener);
  }

  /** Forwards bytes both ways through the transform, until an end closes. */
  forward(transform: Transform): void {
    void this.pump('client', transform);
    void this.pump('server', transform);
  }

  /** Resets the connection at both ends. */
  reset(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  /** Swallows all further bytes; neither end learns of it. */
  silence(): void {
    this.isSilent = true;
  }

  private async pump(from: Sender, transform: Transform): Promise<void> {
    const [source, sink] =
      from === 'client' ? [this.client, this.server] : [this.server, this.client];
    try {
      const chunks = source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      for await (const chunk of chunks) {
        if (from === 'client') this.noteRequest(chunk);
        for await (const piece of transform(chunk, from)) await this.write(piece, from, sink);
      }
      if (!this.isSilent) this.finish(from);
    } catch {
      // One socket was reset or destroyed, so the other one is reset as well.
      if (!this.isSilent) this.reset();
    }
  }

  /** The iterator does not destroy a socket that has ended, so that both would stay open. */
  private finish(from: Sender): void {
    if (from === 'client') this.server.end();
    else this.client.destroySoon();
    (from === 'client' ? this.client : this.server).destroySoon();
  }

  private async write(bytes: Buffer, from: Sender, sink: Socket): Promise<void> {
    if (this.isSilent || sink.destroyed) return;
    const piece = from === 'server' ? bytes.subarray(0, this.budget - this.received) : bytes;
    if (from === 'server') this.received += piece.length;
    // A sink that closes without an error emits no 'drain'.
    if (!sink.write(piece)) await Promise.race([once(sink, 'drain'), once(sink, 'close')]);
    if (this.received >= this.budget) this.reset();
  }

  private noteRequest(chunk: Buffer): void {
    const text = chunk.toString('latin1', 0, 200);
    if (/^[A-Z]{3,7} \//.test(text)) this.request = text;
  }
}
