import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import type { StreamId } from '#contracts';
import { Transactions } from '#database';
import { StreamAccess } from '#notification';
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

  async check(reader: Principal, stream: StreamId): Promise<void> {
    if (!stream.startsWith('trip/')) return;
    const id = stream.slice('trip/'.length);
    const trip = await this.transactions.run((tx) => this.trips.find(tx, id));
    requireVisible(trip, reader);
  }
}
