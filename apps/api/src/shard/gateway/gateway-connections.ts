import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, BusSubjects } from '#bus';
import { ConnectionList } from '#notification';
import { ShardConnections } from '../shard-connections.js';
import { GatewayShards } from './gateway-shards.js';

/**
 * Answers the operators of each shard for the connections that its people have at this gateway. A
 * gateway does not ask itself: it could close the streams of all others.
 */
@Injectable()
export class GatewayConnections implements OnModuleInit, BeforeApplicationShutdown {
  private answering: ShardConnections[] = [];

  constructor(
    private readonly bus: Bus,
    private readonly shards: GatewayShards,
    private readonly own: ConnectionList,
  ) {}

  onModuleInit(): void {
    const { own } = this;
    this.answering = this.shards.all.map(({ name: shard, sign }) => {
      const connections = new ShardConnections(this.bus, new BusSubjects(shard));
      connections.answer({ own, shard, process: sign.process });
      return connections;
    });
  }

  beforeApplicationShutdown(): void {
    for (const connections of this.answering) connections.stop();
  }
}
