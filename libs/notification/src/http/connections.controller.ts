import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, ForRoles, type Principal } from '#access';
import {
  streamConnectionsSchema,
  type StreamConnectionView,
  type StreamConnectionsView,
} from '#contracts';
import { DomainError } from '#platform';
import { AckStore } from '../ack/ack-store.js';
import { ConnectionRegistry } from '../connection/connection-registry.js';
import type { StreamConnection } from '../connection/stream-connection.js';

/** Shows ops the open streams of their shard at this process and their progress. */
@ApiTags('Operations')
@Controller('v1/ops/connections')
@ForRoles('ops')
export class ConnectionsController {
  constructor(
    private readonly connections: ConnectionRegistry,
    private readonly acks: AckStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The streams open at this process, oldest first' })
  @ApiResponse({ status: 200, standardSchema: streamConnectionsSchema })
  list(@CurrentUser() { shard }: Principal): StreamConnectionsView {
    const connections = this.connections
      .list()
      .filter(({ request }) => request.requester.shard === shard)
      .map((connection) => this.toView(connection));
    return { total: connections.length, connections };
  }

  /** The client resumes from its cursor, and may reach another process. */
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Close one; its client is told `drain` and resumes' })
  @ApiResponse({ status: 204, description: 'It was told' })
  close(@Param('id') id: string, @CurrentUser() { shard }: Principal): void {
    const connection = this.connections.find(id);
    if (connection?.request.requester.shard !== shard || !connection)
      throw new DomainError('NOT_FOUND', 'No such stream is open at this process.');
    connection.close('drain');
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
    };
  }
}
