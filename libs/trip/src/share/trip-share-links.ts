import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ShareLinks, type ShareEnd, type Viewer } from '#access';
import { uuid } from '#contracts';
import { tripNotFound } from '../trip/trip-access.js';
import { hashShareToken, isShareToken } from './share-token.js';
import { TripShareRepository } from './trip-share.repository.js';

const SWEEP_INTERVAL_MS = 600_000;

/** Opens a trip to a viewer who holds a share link, and deletes ended links every ten minutes. */
@Injectable()
export class TripShareLinks extends ShareLinks implements OnModuleInit, OnApplicationShutdown {
  private sweeper?: NodeJS.Timeout;

  constructor(private readonly shares: TripShareRepository) {
    super();
  }

  onModuleInit(): void {
    this.sweeper = setInterval(() => {
      // The next sweep makes up for a failed one: `findValid` refuses an ended link anyway.
      this.shares.sweep().catch(() => undefined);
    }, SWEEP_INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweeper);
  }

  /** @throws DomainError NOT_FOUND when the link is unknown, expired or revoked */
  async open(tripId: string, token: string): Promise<Viewer> {
    const id = uuid.safeParse(tripId);
    if (!id.success || !isShareToken(token)) throw tripNotFound();
    const share = await this.shares.findValid(id.data, hashShareToken(token));
    if (!share) throw tripNotFound();
    // The database sends the time left, because the clock of this process may be hours off.
    const expiresAt = new Date(Date.now() + share.secondsLeft * 1000);
    return { role: 'viewer', userId: share.id, name: 'Viewer', expiresAt, tripId: id.data };
  }

  findEnded(ids: readonly string[]): Promise<Map<string, ShareEnd>> {
    return this.shares.findEnded(ids);
  }
}
