import { Injectable } from '@nestjs/common';
import type { Principal, Requester } from '#access';
import {
  formatCursor,
  streamId,
  type Receipt,
  type SharedTrip,
  type Trip,
  type TripListQuery,
  type TripPage,
} from '#contracts';
import { Transactions } from '#database';
import { Epoch, StreamHistory } from '#outbox';
import { receiptFor } from '../domain/receipt.js';
import { toSharedEventJson } from '../domain/shared-trip.js';
import type { TripEntity } from './trip.entity.js';
import { requireVisible } from './trip-access.js';
import { TripRepository } from './trip.repository.js';
import { readerViewOf, tripViewFor } from './trip-view-for.js';

/** One event of a trip's history, as its stream carried it. */
export interface PastEvent {
  id: string;
  event: string;
  data: unknown;
}

/** More than any trip has; a bound all the same. */
const MAX_EVENTS = 1000;

/** Reads trips, for those who may see them. */
@Injectable()
export class TripQueryService {
  constructor(
    private readonly transactions: Transactions,
    private readonly trips: TripRepository,
    private readonly history: StreamHistory,
    private readonly epoch: Epoch,
  ) {}

  /** @throws DomainError NOT_FOUND, also for a trip that isn't theirs */
  async get(requester: Requester, tripId: string): Promise<Trip | SharedTrip> {
    return readerViewOf(await this.findVisible(requester, tripId), requester);
  }

  async getReceipt(who: Principal, tripId: string): Promise<Receipt> {
    return receiptFor(await this.findVisible(who, tripId));
  }

  /** What the trip's stream ever carried, from the outbox. */
  async listEvents(requester: Requester, tripId: string): Promise<PastEvent[]> {
    await this.findVisible(requester, tripId);
    const epoch = await this.epoch.getCurrent();
    const events = await this.history.read(streamId('trip', tripId), {
      after: 0,
      limit: MAX_EVENTS,
    });
    return events.map(({ seq, type, json }) => ({
      id: formatCursor({ epoch, seq }),
      event: type,
      data: JSON.parse(requester.role === 'viewer' ? toSharedEventJson(json) : json) as unknown,
    }));
  }

  async list(who: Principal, query: TripListQuery): Promise<TripPage> {
    const owner = who.role === 'rider' ? { riderId: who.userId } : { driverId: who.userId };
    const found = await this.transactions.run((tx) => this.trips.list(tx, owner, query));
    const page = found.slice(0, query.limit);
    const nextCursor = found.length > query.limit ? (page.at(-1)?.id ?? null) : null;
    return { trips: page.map((trip) => tripViewFor(trip, who)), nextCursor };
  }

  private async findVisible(requester: Requester, tripId: string): Promise<TripEntity> {
    const trip = await this.transactions.run((tx) => this.trips.find(tx, tripId));
    return requireVisible(trip, requester);
  }
}
