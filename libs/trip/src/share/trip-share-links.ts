import { Injectable } from '@nestjs/common';
import { ShareLinks, type ShareEnd, type Viewer } from '#access';
import { uuid } from '#contracts';
import { KeyedSingleFlight } from '#platform';
import { tripNotFound } from '../trip/trip-access.js';
import { hashShareToken, isShareToken } from './share-token.js';
import { TripShareRepository, type ValidShare } from './trip-share.repository.js';

/** Opens a trip to a viewer who holds a share link. */
@Injectable()
export class TripShareLinks extends ShareLinks {
  private readonly lookUps = new KeyedSingleFlight<ValidShare | null>();

  constructor(private readonly shares: TripShareRepository) {
    super();
  }

  /** @throws DomainError NOT_FOUND when the link is unknown, expired or revoked */
  async open(tripId: string, token: string): Promise<Viewer> {
    const id = uuid.safeParse(tripId);
    if (!id.success || !isShareToken(token)) throw tripNotFound();
    const hash = hashShareToken(token);
    const share = await this.lookUps.run(`${id.data} ${hash}`, () =>
      this.shares.findValid(id.data, hash),
    );
    if (!share) throw tripNotFound();
    // The database sends the time left, because the clock of this process may be hours off.
    const expiresAt = new Date(Date.now() + share.secondsLeft * 1000);
    return { role: 'viewer', userId: share.id, name: 'Viewer', expiresAt, tripId: id.data };
  }

  findEnded(viewers: readonly Pick<Viewer, 'userId'>[]): Promise<Map<string, ShareEnd>> {
    return this.shares.findEnded(viewers.map(({ userId }) => userId));
  }
}
