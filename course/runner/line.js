import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** The line between a client and a server, which can go dead without a sign to either of them. */
export class Line {
  #sockets = new Set();
  #isFrozen = false;

  /** @param {string} target address of the server, for example `http://127.0.0.1:4010` */
  static async open(target) {
    const line = new Line();
    const { hostname, port } = new URL(target);
    line.server = createServer((client) => line.#join(client, connect(Number(port), hostname)));
    line.server.listen(0, '127.0.0.1');
    await once(line.server, 'listening');
    line.url = `http://127.0.0.1:${line.server.address().port}`;
    return line;
  }

  /** From now on every byte is dropped and no connection is closed: both sides see a silent peer. */
  freeze() {
    this.#isFrozen = true;
  }

  /** Whether the server has closed each of its connections. */
  get isClosedByServer() {
    return [...this.#sockets].every((socket) => !socket.isServerSide);
  }

  async close() {
    if (!this.server.listening) return;
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #join(client, upstream) {
    upstream.isServerSide = true;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      this.#sockets.add(from);
      from.on('data', (chunk) => this.#isFrozen || to.write(chunk));
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        if (!this.#isFrozen) to.destroy();
      });
    }
  }
}
