import { Injectable } from '@nestjs/common';
import type { StreamConnectionView } from '#contracts';
import { EventTrail } from '#platform';
import { AckStore } from '../ack/ack-store.js';
import { ConnectionRegistry } from '../connection/connection-registry.js';
import type { StreamConnection } from '../connection/stream-connection.js';
import type { ConnectionQuery, ProcessConnections } from './connection-peers.js';

/** The connections of this process, as operators see them. */
@Injectable()
export class ConnectionList {
  constructor(
    private readonly connections: ConnectionRegistry,
    private readonly acks: AckStore,
    private readonly trail: EventTrail,
  ) {}

  /** @param limit the most connections in the answer */
  find({ shard, userId, stream }: ConnectionQuery, limit = Infinity): ProcessConnections {
    const all = this.connections.list().filter(({ request }) => request.requester.shard === shard);
    const wanted = all.filter(
      ({ request }) =>
        (userId === undefined || request.requester.userId === userId) &&
        (stream === undefined || request.stream === stream),
    );
    return {
      process: this.trail.process,
      total: all.length,
      connections: wanted.slice(0, limit).map((connection) => this.toView(connection)),
      isPartial: wanted.length > limit,
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
