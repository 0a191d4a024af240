import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, ForRoles, type Principal } from '#access';
import { streamConnectionsSchema, type StreamConnectionsView } from '#contracts';
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

  /** With a bus all processes of the shard are asked, each of which sends 1,500 connections at most. */
  @Get()
  @ApiOperation({ summary: 'The streams open in the shard, by process and oldest first' })
  @ApiQuery({ name: 'user', required: false, description: 'Only those of this user' })
  @ApiQuery({ name: 'stream', required: false, description: 'Only those of this stream' })
  @ApiResponse({ status: 200, standardSchema: streamConnectionsSchema })
  async list(
    @CurrentUser() { shard }: Principal,
    @Query('user') userId?: string,
    @Query('stream') stream?: string,
  ): Promise<StreamConnectionsView> {
    const query = { shard, userId, stream };
    const answers = await this.peers.list(query);
    const processes = answers ?? [this.own.find(query)];
    return {
      total: processes.reduce((sum, { total }) => sum + total, 0),
      connections: processes.flatMap(({ connections }) => connections),
      asked: answers ? 'shard' : 'process',
      processes: processes.map(({ process, total }) => ({ process, total })),
      isPartial: processes.some(({ isPartial }) => isPartial),
    };
  }

  /** The client resumes from its cursor, and may reach another process. */
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Close one; its client is told `drain` and resumes' })
  @ApiResponse({ status: 204, description: 'It was told' })
  async close(@Param('id') id: string, @CurrentUser() { shard }: Principal): Promise<void> {
    if (this.own.close(id, shard) || (await this.peers.close({ id, shard }))) return;
    throw new DomainError('NOT_FOUND', 'No such stream is open here.');
  }
}
