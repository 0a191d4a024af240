import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ShareLinks, type ShareEnd, type Viewer } from '#access';
import { uuid } from '#contracts';
import { tripNotFound } from '../trip/trip-access.js';
import { hashShareToken, isShareToken } from './share-token.js';
import { TripShareRepository } from './trip-share.repository.js';

const SWEEP_INTERVAL_MS = 600_000;

/** Opens a trip to whoever holds a link to it. */
@Injectable()
export class TripShareLinks extends ShareLinks implements OnModuleInit, OnApplicationShutdown {
  private sweeper?: NodeJS.Timeout;

  constructor(private readonly shares: TripShareRepository) {
    super();
  }

  onModuleInit(): void {
    this.sweeper = setInterval(() => {
      // Missed once, done the next time: an old link opens nothing.
      this.shares.sweep().catch(() => undefined);
    }, SWEEP_INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweeper);
  }

  async open(tripId: string, token: string): Promise<Viewer> {
    const id = uuid.safeParse(tripId);
    if (!id.success || !isShareToken(token)) throw tripNotFound();
    const share = await this.shares.findValid(id.data, hashShareToken(token));
    if (!share) throw tripNotFound();
    // The time left, not the time: our clock may be hours off the database's.
    const expiresAt = new Date(Date.now() + share.secondsLeft * 1000);
    return { role: 'viewer', userId: share.id, name: 'Viewer', expiresAt, tripId: id.data };
  }

  findEnded(ids: readonly string[]): Promise<Map<string, ShareEnd>> {
    return this.shares.findEnded(ids);
  }
}
