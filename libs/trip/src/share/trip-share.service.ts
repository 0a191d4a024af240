import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '#access';
import type { ShareLink } from '#contracts';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { addSeconds } from '../domain/decide.js';
import { requireVisible } from '../trip/trip-access.js';
import { TripRepository } from '../trip/trip.repository.js';
import { hashShareToken, newShareToken } from './share-token.js';
import { TripShareRepository } from './trip-share.repository.js';

/** Valid links that a trip may have at a time. */
const MAX_LINKS = 10;

/** Creates and revokes the share links of a rider's trip. */
@Injectable()
export class TripShareService {
  constructor(
    private readonly trips: TripRepository,
    private readonly shares: TripShareRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * Creates a further link; the earlier links stay valid. Only this answer contains the token.
   * A retry with the same idempotency key gets the stored answer for a day.
   *
   * @throws DomainError NOT_FOUND
   */
  async share(
    tx: Transaction,
    rider: Principal,
    { tripId, origin }: { tripId: string; origin: string },
  ): Promise<ShareLink> {
    requireVisible(await this.trips.find(tx, tripId), rider);
    const { servers, shard } = this.settings.bus;
    const token = newShareToken(servers && shard);
    const createdAt = await tx.now();
    const expiresAt = addSeconds(createdAt, this.settings.streams.shareLinkSeconds);
    const tokenHash = hashShareToken(token);
    const share = { id: uuidv7(), tripId, tokenHash, createdAt, expiresAt, revokedAt: null };
    await this.shares.add(tx, share, MAX_LINKS);
    return {
      url: streamUrl(origin, tripId, token),
      pageUrl: pageUrl(origin, token),
      token,
      expiresAt: expiresAt.toISOString(),
    };
  }

  /**
   * Revokes all links of the trip; a trip without links is no error.
   *
   * @throws DomainError NOT_FOUND
   */
  async unshare(tx: Transaction, rider: Principal, tripId: string): Promise<void> {
    requireVisible(await this.trips.find(tx, tripId), rider);
    await this.shares.revoke(tx, tripId, await tx.now());
  }
}

/** The address of the stream, for programs. */
const streamUrl = (origin: string, tripId: string, token: string): string =>
  `${origin}/v1/trips/${tripId}/stream?share=${token}`;

/**
 * The address of the page, for people. The token is in its path, because the server needs it for the
 * preview that a messenger shows. So the log of a proxy contains it, as that of the stream's address.
 */
const pageUrl = (origin: string, token: string): string => `${origin}/s/${token}`;
