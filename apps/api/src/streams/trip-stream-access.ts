import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import type { StreamId } from '#contracts';
import { Transactions } from '#database';
import { StreamAccess } from '#notification';
import { DomainError, BatchLoader } from '#platform';
import { TripRepository, requireVisible, type TripEntity } from '#trip';

/** The most trips that one query reads. */
const MAX_BATCH = 200;

/**
 * Decides who may open a stream. The token alone gives access to a user's own stream; a trip's
 * stream needs the right to see the trip.
 */
@Injectable()
export class TripStreamAccess extends StreamAccess {
  private readonly reads = new BatchLoader<string, TripEntity | null>(
    this.readBatch.bind(this),
    MAX_BATCH,
  );

  constructor(
    private readonly transactions: Transactions,
    private readonly trips: TripRepository,
  ) {
    super();
  }

  async check(requester: Requester, stream: StreamId): Promise<void> {
    if (!stream.startsWith('trip/')) return;
    if (requester.role === 'viewer' && requester.tripId === null) throw shareLinkNotRead();
    requireVisible(await this.reads.load(stream.slice('trip/'.length)), requester);
  }

  /**
   * Reads the trips of many checks in one query, because many clients reconnect at once when a
   * server ends.
   */
  private async readBatch(ids: readonly string[]): Promise<(TripEntity | null)[]> {
    const unique = [...new Set(ids)];
    const trips = await this.transactions.run((tx) => this.trips.findAll(tx, unique));
    const byId = new Map(trips.map((trip) => [trip.id, trip]));
    return ids.map((id) => byId.get(id) ?? null);
  }
}

/** The guard couldn't verify the share link without the database. The client retries. */
export const shareLinkNotRead = (): DomainError =>
  new DomainError('DATABASE_UNAVAILABLE', 'The share link could not be read; retry.');
