import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SessionVerifier } from '#access';
import { Bus, BusSubjects, decodeJson, type BusSubscription } from '#bus';
import type { GatewayShard } from './gateway-shard.js';
import { GatewayHomes } from './gateway-homes.js';
import { GatewayShards } from './gateway-shards.js';

/** What the new shard of a person tells the gateways of the old one. */
interface Move {
  person: string;
  /** The account of the person in the old shard; null for none. */
  moved: string | null;
}

/**
 * Closes the streams of people who have moved to another shard. Their clients come back, and get the
 * stream of the new one with a snapshot (`foreign_epoch`). A lost message delays that to the next
 * opening after the caches have forgotten the person.
 */
@Injectable()
export class MovedPeople implements OnModuleInit, BeforeApplicationShutdown {
  private subscriptions: BusSubscription[] = [];

  constructor(
    private readonly bus: Bus,
    private readonly shards: GatewayShards,
    private readonly homes: GatewayHomes,
    private readonly sessions: SessionVerifier,
  ) {}

  onModuleInit(): void {
    this.subscriptions = this.shards.all.map((shard) =>
      this.bus.join(new BusSubjects(shard.name).control, (data) => {
        const move = decodeMove(data);
        if (move) this.take(move, shard);
      }),
    );
  }

  beforeApplicationShutdown(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  private take({ person, moved }: Move, shard: GatewayShard): void {
    this.homes.forget(person);
    if (moved === null) return;
    this.sessions.forgetUser(moved);
    shard.users.closeAll(moved, 'drain');
  }
}

/** @returns undefined for bytes of another form, such as those of another version */
const decodeMove = (data: Uint8Array): Move | undefined =>
  decodeJson<Move>(
    data,
    ({ person, moved }) =>
      typeof person === 'string' && (moved === null || typeof moved === 'string'),
  );
