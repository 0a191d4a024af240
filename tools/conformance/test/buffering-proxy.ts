import { once } from 'node:events';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that passes the headers on at once, and the body only in pieces of a size. */
export class BufferingProxy {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param size bytes that are held back; 0 passes every chunk on */
  static async start(origin: string, size: number): Promise<BufferingProxy> {
    const server = createServer((incoming, response) => {
      const { method, headers, url = '/' } = incoming;
      const outgoing = request(new URL(url, origin), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        const buffer = new HeldBytes(response, size);
        answer.on('data', (bytes: Buffer) => {
          buffer.add(bytes);
        });
        answer.once('end', () => response.end());
        answer.once('error', () => response.destroy());
      });
      outgoing.once('error', () => response.destroy());
      response.once('close', () => outgoing.destroy());
      incoming.pipe(outgoing);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new BufferingProxy(server, `http://127.0.0.1:${port}`);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

class HeldBytes {
  private held = Buffer.alloc(0);

  constructor(
    private readonly response: ServerResponse,
    private readonly size: number,
  ) {}

  add(bytes: Buffer): void {
    this.held = Buffer.concat([this.held, bytes]);
    if (this.held.length < this.size) return;
    this.response.write(this.held);
    this.held = Buffer.alloc(0);
  }
}
