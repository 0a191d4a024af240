import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between a client and a server that fails on command. */
export interface FaultProxy {
  /** The server's address, through the proxy. */
  url: string;
  /** Resets every connection, and every new one, as when the server is gone. */
  cut(): void;
  /** Keeps every connection and forwards no bytes: they wait, as when packets are dropped. */
  blackHole(): void;
  /** Forwards all bytes again, the waiting ones first. */
  restore(): void;
  /**
   * Resets every connection and leads new ones to another server, as a name does that moves to
   * another address. `url` stays the same.
   */
  routeTo(target: string): void;
  close(): Promise<void>;
}

/** @param target address with a port, e.g. `postgres://…@127.0.0.1:5432/db` */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let mode: 'carry' | 'cut' | 'black-hole' = 'carry';
  const adopt = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    if (mode === 'black-hole') socket.pause();
  };
  const server = createServer((client) => {
    adopt(client);
    if (mode === 'cut') return client.resetAndDestroy();
    const upstream = connect(Number(port), hostname);
    adopt(upstream);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      // Not pipe(): it would start a paused socket again.
      from.on('data', (chunk: Buffer) => to.write(chunk));
      from.once('close', () => to.destroy());
      from.once('end', () => to.end());
      if (mode === 'black-hole') from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const cut = () => {
    mode = 'cut';
    reset();
  };
  return {
    url: url.href,
    cut,
    blackHole: () => {
      mode = 'black-hole';
      for (const socket of sockets) socket.pause();
    },
    restore: () => {
      mode = 'carry';
      for (const socket of sockets) socket.resume();
    },
    routeTo: (other) => {
      ({ hostname, port } = new URL(other));
      reset();
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
