import { Injectable } from '@nestjs/common';
import { ShareLinks, type ShareEnd, type Viewer } from '#access';
import { uuid } from '#contracts';
import { tripNotFound } from '../trip/trip-access.js';
import { hashShareToken, isShareToken } from './share-token.js';
import { TripShareRepository } from './trip-share.repository.js';

/** Opens a trip to a viewer who holds a share link. */
@Injectable()
export class TripShareLinks extends ShareLinks {
  constructor(private readonly shares: TripShareRepository) {
    super();
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
