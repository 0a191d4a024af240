import { Injectable, Logger } from '@nestjs/common';
import {
  readTokenClaims,
  RevocationSource,
  ShareLinks,
  TokenVerifier,
  UserActivity,
  type Principal,
  type Requester,
  type Revocations,
  type ShareEnd,
  type Viewer,
} from '#access';
import type { StreamId } from '#contracts';
import { StreamAccess, StreamPresence } from '#notification';
import { readShareShard, tripNotFound } from '#trip';
import { IDENTITY_VALID_MS } from '../remote-access.js';
import { GatewayShards } from './gateway-shards.js';

/**
 * Has each token verified by the shard that it names. The name is not verified yet: it decides only
 * which shard is asked, and a shard refuses what it has not signed.
 */
@Injectable()
export class GatewayTokenVerifier extends TokenVerifier {
  readonly cacheMs = IDENTITY_VALID_MS;

  constructor(private readonly shards: GatewayShards) {
    super();
  }

  async verify(token: string, shard?: string): Promise<Principal> {
    const { shard: claimed } = readTokenClaims(token);
    const { name, tokens } = this.shards.find(claimed ?? shard);
    return { ...(await tokens.verify(token)), shard: name };
  }
}

/** Reads the revocations of all shards. */
@Injectable()
export class GatewayRevocations extends RevocationSource {
  private readonly logger = new Logger('Gateway');

  constructor(private readonly shards: GatewayShards) {
    super();
  }

  /** A shard that does not answer is asked again at the next call, from where it was read last. */
  async readSince(_since: number, limit: number): Promise<Revocations> {
    const reads = await Promise.all(
      this.shards.all.map(({ name, revocations }) =>
        revocations.readNew(limit).catch((error: unknown) => {
          this.logger.debug(`The revocations of ${name} could not be read, next time`, error);
          return { tokens: [], isComplete: true };
        }),
      ),
    );
    return {
      readAt: Date.now() / 1000,
      tokens: reads.flatMap(({ tokens }) => tokens),
      isComplete: reads.every(({ isComplete }) => isComplete),
    };
  }

  /** The shard refuses a revoked token already when it verifies it for this gateway. */
  isRevoked(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

/** Looks each share link up in the shard that its token names. */
@Injectable()
export class GatewayShareLinks extends ShareLinks {
  private readonly logger = new Logger('Gateway');

  constructor(private readonly shards: GatewayShards) {
    super();
  }

  async open(tripId: string, token: string): Promise<Viewer> {
    const named = readShareShard(token);
    const shard = this.shards.all.find(({ name }) => named === undefined || name === named);
    if (!shard) throw tripNotFound();
    return { ...(await shard.links.open(tripId, token)), shard: shard.name };
  }

  async findEnded(
    viewers: readonly Pick<Viewer, 'userId' | 'shard'>[],
  ): Promise<Map<string, ShareEnd>> {
    const found = await Promise.all(
      this.shards.all.map(async (shard) => {
        const own = viewers.filter((viewer) => this.shards.findFor(viewer) === shard);
        return own.length === 0 ? [] : this.findEndedOf(shard, own);
      }),
    );
    return new Map(found.flat());
  }

  /** While a shard is away, its viewers stay. */
  private async findEndedOf(
    { name, links }: GatewayShards['all'][number],
    viewers: readonly Pick<Viewer, 'userId'>[],
  ): Promise<[string, ShareEnd][]> {
    try {
      return [...(await links.findEnded(viewers))];
    } catch (error) {
      this.logger.warn(`The share links of ${name} could not be read, next time`, error);
      return [];
    }
  }
}

/** Has the right to a stream checked by the shard of the requester. */
@Injectable()
export class GatewayStreamAccess extends StreamAccess {
  constructor(private readonly shards: GatewayShards) {
    super();
  }

  check(requester: Requester, stream: StreamId): Promise<void> {
    return this.shards.findFor(requester).access.check(requester, stream);
  }
}

/** A request of a user at a gateway is a sign of life. */
@Injectable()
export class GatewayActivity extends UserActivity {
  constructor(private readonly shards: GatewayShards) {
    super();
  }

  touch(principal: Principal): void {
    this.shards.findFor(principal).presence.touch(principal);
  }
}

/** So is an open stream of a rider. */
@Injectable()
export class GatewayPresence extends StreamPresence {
  constructor(private readonly shards: GatewayShards) {
    super();
  }

  noteOpened(requester: Requester): void {
    this.shards.findFor(requester).presence.noteOpened(requester);
  }

  noteClosed(requester: Requester): void {
    this.shards.findFor(requester).presence.noteClosed(requester);
  }
}
