import { Injectable } from '@nestjs/common';
import type { Reader } from '#access';
import type { StreamId } from '#contracts';
import { Transactions } from '#database';
import { StreamAccess } from '#notification';
import { DomainError } from '#platform';
import { TripRepository, requireVisible } from '#trip';

/** Your own stream is yours by your token; a trip's stream is for those who may see the trip. */
@Injectable()
export class TripStreamAccess extends StreamAccess {
  constructor(
    private readonly transactions: Transactions,
    private readonly trips: TripRepository,
  ) {
    super();
  }

  async check(reader: Reader, stream: StreamId): Promise<void> {
    if (!stream.startsWith('trip/')) return;
    if (reader.role === 'viewer' && reader.tripId === null) throw linkNotRead();
    const id = stream.slice('trip/'.length);
    const trip = await this.transactions.run((tx) => this.trips.find(tx, id));
    requireVisible(trip, reader);
  }
}

/** The guard could not ask whether the link is good; they come back and are asked again. */
const linkNotRead = (): DomainError =>
  new DomainError('DATABASE_UNAVAILABLE', 'The share link could not be read; retry.');
