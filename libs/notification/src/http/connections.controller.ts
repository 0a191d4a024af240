import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForRoles } from '#access';
import {
  streamConnectionsSchema,
  type StreamConnectionView,
  type StreamConnectionsView,
} from '#contracts';
import { DomainError } from '#platform';
import { AckStore } from '../ack/ack-store.js';
import { ConnectionRegistry } from '../connection/connection-registry.js';
import type { StreamConnection } from '../connection/stream-connection.js';

/** Who reads what on this process, and how far they are. */
@ApiTags('Operations')
@Controller('v1/ops/connections')
@ForRoles('ops')
export class ConnectionsController {
  constructor(
    private readonly connections: ConnectionRegistry,
    private readonly acked: AckStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The streams open at this process, oldest first' })
  @ApiResponse({ status: 200, standardSchema: streamConnectionsSchema })
  list(): StreamConnectionsView {
    const connections = this.connections.list().map((connection) => this.view(connection));
    return { total: connections.length, connections };
  }

  /** They come back with their cursor, and maybe to another process. */
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Close one; its client is told `drain` and resumes' })
  @ApiResponse({ status: 204, description: 'It was told' })
  close(@Param('id') id: string): void {
    const connection = this.connections.find(id);
    if (!connection) throw new DomainError('NOT_FOUND', 'No such stream is open at this process.');
    connection.close('drain');
  }

  private view(connection: StreamConnection): StreamConnectionView {
    const { id, request, openedAt, progress } = connection;
    const { userId, role, name } = request.requester;
    return {
      ...{ id, stream: request.stream, user: { id: userId, role, name } },
      ...{ ...progress, acked: this.acked.findCursor(request.stream) },
      ageSeconds: (Date.now() - openedAt) / 1000,
      connectedAt: new Date(openedAt).toISOString(),
      address: request.address,
    };
  }
}
