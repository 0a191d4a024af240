import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, ForRoles, type Principal } from '#access';
import {
  streamConnectionsQuerySchema,
  streamConnectionsSchema,
  type StreamConnectionsQuery,
  type StreamConnectionsView,
} from '#contracts';
import { DomainError } from '#platform';
import { ConnectionList } from './connection-list.js';
import { ConnectionPeers } from './connection-peers.js';

/** Shows ops the open streams of their shard and their progress. */
@ApiTags('Operations')
@Controller('v1/ops/connections')
@ForRoles('ops')
export class ConnectionsController {
  constructor(
    private readonly own: ConnectionList,
    private readonly peers: ConnectionPeers,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The open streams, oldest first',
    description:
      'Over NATS all processes of the shard are asked, also the gateways, and some 5,000 streams ' +
      'are shown at most. Without NATS, and at a gateway, they are those of the process that answers.',
  })
  @ApiResponse({ status: 200, standardSchema: streamConnectionsSchema })
  async list(
    @CurrentUser() { shard }: Principal,
    @Query({ schema: streamConnectionsQuerySchema }) { user, stream }: StreamConnectionsQuery,
  ): Promise<StreamConnectionsView> {
    const query = { userId: user, stream };
    const answer = await this.peers.list(query);
    const processes = answer?.processes ?? [this.own.find(query, shard)];
    const connections = processes.flatMap((process) => process.connections);
    // By age: the clocks of two machines may differ.
    if (answer) connections.sort((a, b) => b.ageSeconds - a.ageSeconds);
    return {
      total: processes.reduce((sum, { total }) => sum + total, 0),
      connections,
      asked: answer ? 'shard' : 'process',
      processes: processes.map(({ process, total }) => ({ process, total })),
      isPartial: answer?.isComplete === false || processes.some(({ isPartial }) => isPartial),
    };
  }

  /** The client resumes from its cursor, and may reach another process. */
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Close one; its client is told `drain` and resumes',
    description: 'It may be open at any process of those that `GET /v1/ops/connections` shows.',
  })
  @ApiResponse({ status: 204, description: 'It was told' })
  async close(@Param('id') id: string, @CurrentUser() { shard }: Principal): Promise<void> {
    if (this.own.close(id, shard)) return;
    const closing = await this.peers.close(id);
    if (closing === 'absent') throw new DomainError('NOT_FOUND', 'No such stream is open here.');
    if (closing === 'unknown') {
      throw new DomainError('NOT_READY', 'A process has not answered, and may have it. Retry.');
    }
  }
}
