import { Injectable } from '@nestjs/common';
import type { SharedTripView } from '#contracts';
import { Transactions } from '#database';
import { DomainError, KeyedSingleFlight } from '#platform';
import { toSharedTrip } from '../domain/shared-trip.js';
import { toTripView } from '../domain/trip-view.js';
import { TripRepository } from '../trip/trip.repository.js';
import { hashShareToken, isShareToken } from './share-token.js';
import { TripShareRepository } from './trip-share.repository.js';

/** Finds the trip of a share link by the link's token alone. */
@Injectable()
export class SharedTripQuery {
  /** A link that was sent to a group is opened by many at once. */
  private readonly lookUps = new KeyedSingleFlight<SharedTripView>();

  constructor(
    private readonly transactions: Transactions,
    private readonly trips: TripRepository,
    private readonly shares: TripShareRepository,
  ) {}

  /**
   * @param token any text, because it is taken from the address
   * @throws DomainError SHARE_LINK_REVOKED, SHARE_LINK_EXPIRED, and NOT_FOUND for any other token.
   *   Only a person who was given the token can learn how its link ended.
   */
  find(token: string): Promise<SharedTripView> {
    if (!isShareToken(token)) return Promise.reject(shareNotFound());
    const hash = hashShareToken(token);
    return this.lookUps.run(hash, () => this.read(hash));
  }

  private async read(hash: string): Promise<SharedTripView> {
    const share = await this.shares.findByToken(hash);
    if (!share) throw shareNotFound();
    if (share.state === 'revoked') {
      throw new DomainError('SHARE_LINK_REVOKED', 'The rider has taken this link back.');
    }
    if (share.state === 'expired') {
      throw new DomainError('SHARE_LINK_EXPIRED', 'Ask the rider for a new link.');
    }
    const trip = await this.transactions.run((tx) => this.trips.find(tx, share.tripId));
    if (!trip) throw shareNotFound();
    return { trip: toSharedTrip(toTripView(trip)), expiresAt: share.expiresAt.toISOString() };
  }
}

const shareNotFound = (): DomainError =>
  new DomainError('NOT_FOUND', 'No ride has this link. Check that you have the whole address.');
