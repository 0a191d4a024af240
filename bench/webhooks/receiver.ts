import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The server of partners, which counts what it gets. */
export class BenchReceiver {
  private total = 0;
  private goal?: { count: number; reached: () => void };
  /** The last body, which the bare client posts too. */
  body = '';

  private constructor(private readonly server: Server) {}

  /** @param isSilent whether it never answers */
  static async start({ isSilent = false } = {}): Promise<BenchReceiver> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (isSilent) return;
        receiver.body = Buffer.concat(chunks).toString();
        response.writeHead(204).end();
        receiver.count();
      });
    });
    const receiver = new BenchReceiver(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** @param path names the endpoint */
  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${path}`;
  }

  /** Resolves when so many further requests were answered; rejects when the signal aborts. */
  async awaitRequests(count: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((reached, reject) => {
      this.goal = { count: this.total + count, reached };
      signal.addEventListener('abort', () => reject(new Error('Interrupted.')), { once: true });
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private count(): void {
    this.total++;
    if (this.goal && this.total >= this.goal.count) this.goal.reached();
  }
}
