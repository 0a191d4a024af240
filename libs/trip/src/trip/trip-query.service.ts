import { Injectable } from '@nestjs/common';
import type { Principal, Requester } from '#access';
import {
  eventTypesAfterEnd,
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
import { TipRepository } from '../tip/tip.repository.js';
import type { TripEntity } from './trip.entity.js';
import { requireVisible } from './trip-access.js';
import { TripRepository } from './trip.repository.js';
import { requesterViewFor, tripViewFor } from './trip-view-for.js';

/** One event of a trip's history, as its stream carried it. */
export interface PastEvent {
  id: string;
  event: string;
  data: unknown;
}

/** The most events that one answer lists. Real trips have far fewer. */
const MAX_EVENTS = 1000;

/** Reads trips, their history and their receipts for readers who may see them. */
@Injectable()
export class TripQueryService {
  constructor(
    private readonly transactions: Transactions,
    private readonly trips: TripRepository,
    private readonly tips: TipRepository,
    private readonly history: StreamHistory,
    private readonly epoch: Epoch,
  ) {}

  /** @throws DomainError NOT_FOUND, also for a trip that the requester may not see */
  async get(requester: Requester, tripId: string): Promise<Trip | SharedTrip> {
    return requesterViewFor(await this.findVisible(requester, tripId), requester);
  }

  /** @throws DomainError NOT_FOUND, RECEIPT_NOT_READY */
  async getReceipt(principal: Principal, tripId: string): Promise<Receipt> {
    return this.transactions.run(async (tx) => {
      const trip = requireVisible(await this.trips.find(tx, tripId), principal);
      return receiptFor(trip, await this.tips.find(tx, tripId));
    });
  }

  /**
   * @returns the events of the trip's stream, read from the outbox, oldest first; for a viewer those
   *   until the end of the trip
   */
  async listEvents(requester: Requester, tripId: string): Promise<PastEvent[]> {
    await this.findVisible(requester, tripId);
    const epoch = await this.epoch.getCurrent();
    const events = await this.history.read(streamId('trip', tripId), {
      after: 0,
      limit: MAX_EVENTS,
    });
    await this.epoch.requireCurrent(epoch);
    const isViewer = requester.role === 'viewer';
    const visible = isViewer ? events.filter(({ type }) => !eventTypesAfterEnd.has(type)) : events;
    return visible.map(({ seq, type, json }) => ({
      id: formatCursor({ epoch, seq }),
      event: type,
      data: JSON.parse(isViewer ? toSharedEventJson(json) : json) as unknown,
    }));
  }

  async list(principal: Principal, query: TripListQuery): Promise<TripPage> {
    const owner =
      principal.role === 'rider' ? { riderId: principal.userId } : { driverId: principal.userId };
    const found = await this.transactions.run((tx) => this.trips.list(tx, owner, query));
    const page = found.slice(0, query.limit);
    const nextCursor = found.length > query.limit ? (page.at(-1)?.id ?? null) : null;
    return { trips: page.map((trip) => tripViewFor(trip, principal)), nextCursor };
  }

  private async findVisible(requester: Requester, tripId: string): Promise<TripEntity> {
    const trip = await this.transactions.run((tx) => this.trips.find(tx, tripId));
    return requireVisible(trip, requester);
  }
}
