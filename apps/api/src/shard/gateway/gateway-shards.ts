import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { wrongShard, type Requester } from '#access';
import { Bus } from '#bus';
import { StreamShards } from '#notification';
import { EventTrail, Settings } from '#platform';
import { GatewayShard } from './gateway-shard.js';

/** The shards whose streams this gateway serves (`SHARDS`). */
@Injectable()
export class GatewayShards extends StreamShards implements OnModuleInit, BeforeApplicationShutdown {
  readonly all: readonly [GatewayShard, ...GatewayShard[]];
  private readonly byName: ReadonlyMap<string, GatewayShard>;

  constructor(bus: Bus, settings: Settings, trail: EventTrail) {
    super();
    const [first, ...others] = settings.bus.shards;
    const create = (name: string): GatewayShard => new GatewayShard(name, { bus, settings, trail });
    this.all = [create(first), ...others.map(create)];
    this.byName = new Map(this.all.map((shard) => [shard.name, shard]));
  }

  /** Whether this process can serve new clients as far as the bus is concerned: see `RelayWatch`. */
  get isOnBus(): boolean {
    // The shards share the connection.
    return this.all.every((shard) => shard.isOnBus);
  }

  onModuleInit(): void {
    for (const shard of this.all) shard.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.all.map((shard) => shard.stop()));
  }

  /** The viewer of a link that could not be looked up has no shard, and no right to any stream. */
  findFor({ shard }: Pick<Requester, 'shard'>): GatewayShard {
    return this.find(shard);
  }

  /**
   * @param name undefined for the first shard
   * @throws DomainError WRONG_SHARD for a shard that is not served here
   */
  find(name: string | undefined): GatewayShard {
    const shard = name === undefined ? this.all[0] : this.byName.get(name);
    if (!shard) throw wrongShard(name ?? '');
    return shard;
  }
}
