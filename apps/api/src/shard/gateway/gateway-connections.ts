import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, BusSubjects } from '#bus';
import {
  ConnectionList,
  ConnectionPeers,
  type ConnectionQuery,
  type ProcessConnections,
} from '#notification';
import { ShardConnections } from '../shard-connections.js';
import { GatewayShards } from './gateway-shards.js';

/** The connections of each shard that this gateway serves. */
@Injectable()
export class GatewayConnections
  extends ConnectionPeers
  implements OnModuleInit, BeforeApplicationShutdown
{
  private readonly byShard: ReadonlyMap<string, ShardConnections>;

  constructor(
    bus: Bus,
    private readonly shards: GatewayShards,
    private readonly own: ConnectionList,
  ) {
    super();
    this.byShard = new Map(
      shards.all.map(({ name }) => [name, new ShardConnections(bus, new BusSubjects(name))]),
    );
  }

  onModuleInit(): void {
    for (const shard of this.byShard.values()) shard.answer(this.own);
  }

  beforeApplicationShutdown(): void {
    for (const shard of this.byShard.values()) shard.stop();
  }

  async list(query: ConnectionQuery): Promise<ProcessConnections[] | undefined> {
    return this.find(query.shard)?.list(query);
  }

  async close(question: { id: string; shard: string | undefined }): Promise<boolean> {
    return (await this.find(question.shard)?.close(question)) ?? false;
  }

  private find(shard: string | undefined): ShardConnections | undefined {
    return this.byShard.get(this.shards.find(shard).name);
  }
}
