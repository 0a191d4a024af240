import type { Server } from 'node:http';
import type { Http2SecureServer } from 'node:http2';
import type { Socket } from 'node:net';
import { networkOf } from '#access';

/** The most connections that are open at the same time. */
export interface QuotaLimits {
  /** Connections of this process. */
  maxConnections: number;
  /** Connections of one network: an IPv4 address, or a /64 network with IPv6. */
  maxPerNetwork: number;
  /**
   * Places beyond `maxConnections` for networks that have no connection yet, so that an
   * orchestrator's health check reaches a process whose places are taken.
   */
  reserved: number;
}

/**
 * The number of open connections, in all and of each network. A client without an account could
 * open so many otherwise that the process has no file left for other clients. The map has one entry
 * for each network with an open connection, so its size is bounded by the connections.
 */
export class ConnectionQuota {
  private readonly countByNetwork = new Map<string, number>();
  private open = 0;

  constructor(
    private readonly limits: QuotaLimits,
    private readonly onRefused: () => void,
  ) {}

  /**
   * Counts the connections of a server from now on and ends those above the limits, before the
   * server makes a parser or a TLS session for them. The server must not listen yet.
   */
  guard(server: Server | Http2SecureServer): void {
    const listeners = server.listeners('connection') as ((socket: Socket) => void)[];
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      if (this.take(socket)) for (const listener of listeners) listener.call(server, socket);
    });
  }

  private take(socket: Socket): boolean {
    // A connection that has ended already is not counted: its `close` may be over.
    if (socket.destroyed) return false;
    const network = networkOf(socket.remoteAddress);
    const count = this.countByNetwork.get(network) ?? 0;
    if (!this.hasPlace(count)) {
      this.onRefused();
      // A reset leaves nothing behind in the kernel, where a close waits for the client's.
      socket.resetAndDestroy();
      return false;
    }
    this.open += 1;
    this.countByNetwork.set(network, count + 1);
    // `on` and not `once`, which takes 200 bytes more: `close` is emitted once anyway.
    socket.on('close', () => {
      this.giveBack(network);
    });
    return true;
  }

  private hasPlace(countOfNetwork: number): boolean {
    const { maxConnections, maxPerNetwork, reserved } = this.limits;
    if (countOfNetwork >= maxPerNetwork) return false;
    return this.open < maxConnections + (countOfNetwork === 0 ? reserved : 0);
  }

  private giveBack(network: string): void {
    this.open -= 1;
    const left = (this.countByNetwork.get(network) ?? 1) - 1;
    if (left > 0) this.countByNetwork.set(network, left);
    else this.countByNetwork.delete(network);
  }
}
