import { Injectable } from '@nestjs/common';
import type { StreamConnectionView } from '#contracts';
import { EventTrail } from '#platform';
import { AckStore } from '../ack/ack-store.js';
import { ConnectionRegistry } from '../connection/connection-registry.js';
import type { StreamConnection } from '../connection/stream-connection.js';
import type { ConnectionQuery, ProcessConnections } from './connection-peers.js';

/** Bounds of an answer. */
export interface ConnectionBounds {
  maxConnections: number;
  /** Bytes of the connections as JSON. */
  maxBytes: number;
}

const UNBOUNDED: ConnectionBounds = { maxConnections: Infinity, maxBytes: Infinity };

/** The connections of this process, as operators see them. */
@Injectable()
export class ConnectionList {
  constructor(
    private readonly connections: ConnectionRegistry,
    private readonly acks: AckStore,
    private readonly trail: EventTrail,
  ) {}

  /** @param shard whose connections are asked for; undefined at a process of one shard */
  find(
    { userId, stream }: ConnectionQuery,
    shard: string | undefined,
    bounds = UNBOUNDED,
  ): ProcessConnections {
    const all = this.connections.list().filter(({ request }) => request.requester.shard === shard);
    const wanted = all.filter(
      ({ request }) =>
        (userId === undefined || request.requester.userId === userId) &&
        (stream === undefined || request.stream === stream),
    );
    const shown = this.show(wanted, bounds);
    return {
      process: this.trail.process,
      total: all.length,
      connections: shown,
      isPartial: shown.length < wanted.length,
    };
  }

  /**
   * Closes a connection of this process; its client is told `drain` and resumes.
   *
   * @returns whether it is here
   */
  close(id: string, shard: string | undefined): boolean {
    const connection = this.connections.find(id);
    if (connection?.request.requester.shard !== shard || !connection) return false;
    connection.close('drain');
    return true;
  }

  private show(
    connections: readonly StreamConnection[],
    { maxConnections, maxBytes }: ConnectionBounds,
  ): StreamConnectionView[] {
    const views: StreamConnectionView[] = [];
    let bytes = 0;
    for (const connection of connections.slice(0, maxConnections)) {
      const view = this.toView(connection);
      if (maxBytes !== Infinity) bytes += Buffer.byteLength(JSON.stringify(view)) + 1;
      if (bytes > maxBytes) break;
      views.push(view);
    }
    return views;
  }

  private toView(connection: StreamConnection): StreamConnectionView {
    const { id, request, openedAt, openedAtMs, progress } = connection;
    const { userId, role, name } = request.requester;
    return {
      id,
      stream: request.stream,
      user: { id: userId, role, name },
      cursor: progress.cursor,
      lag: progress.lag,
      pendingBytes: progress.pendingBytes,
      acked: this.acks.findCursor(request.stream),
      ageSeconds: (performance.now() - openedAtMs) / 1000,
      connectedAt: new Date(openedAt).toISOString(),
      address: request.address,
      process: this.trail.process,
    };
  }
}
