import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Position, Quote, QuoteRequest } from '#contracts';
import type { Transaction } from '#database';
import { TravelEstimator } from '#geo';
import { DomainError, Settings } from '#platform';
import { addSeconds } from '../domain/decide.js';
import { fareFor } from '../domain/fare.js';
import { QuoteEntity } from './quote.entity.js';
import { PickupEstimates } from './pickup-estimates.js';

/** Beyond this it is no ride within a city, and the fare would be absurd. */
const MAX_TRIP_METERS = 300_000;

/** What a ride would be: its way and its price. */
export type RidePlan = Pick<
  QuoteEntity,
  'pickup' | 'dropoff' | 'fare' | 'distanceMeters' | 'durationSeconds'
>;

/** Prices rides, and keeps a price for as long as it was promised. */
@Injectable()
export class QuoteService {
  constructor(
    private readonly travel: TravelEstimator,
    private readonly pickups: PickupEstimates,
    private readonly settings: Settings,
  ) {}

  async create(tx: Transaction, riderId: string, request: QuoteRequest): Promise<Quote> {
    const plan = this.plan(request.pickup, request.dropoff);
    const pickupEtaSeconds = await this.pickups.estimateSeconds(tx, request.pickup);
    const expiresAt = addSeconds(await tx.now(), this.settings.trip.quoteSeconds);
    const quote = { id: uuidv7(), riderId, ...plan, pickupEtaSeconds, expiresAt, tripId: null };
    await tx.manager.insert(QuoteEntity, quote);
    const { id, fare, distanceMeters, durationSeconds } = quote;
    const shown = { id, fare, distanceMeters, durationSeconds, pickupEtaSeconds };
    return { ...shown, expiresAt: expiresAt.toISOString() };
  }

  /** @throws DomainError TRIP_TOO_LONG */
  plan(pickup: Position, dropoff: Position): RidePlan {
    const travel = this.travel.between(pickup, dropoff);
    const distanceMeters = Math.round(travel.distanceMeters);
    const durationSeconds = Math.round(travel.durationSeconds);
    if (distanceMeters > MAX_TRIP_METERS) {
      throw new DomainError(
        'TRIP_TOO_LONG',
        `Choose places at most ${MAX_TRIP_METERS / 1000} km apart.`,
      );
    }
    const fare = fareFor(this.settings.fares, { distanceMeters, durationSeconds });
    return { pickup, dropoff, fare, distanceMeters, durationSeconds };
  }

  /**
   * Uses a quote up, for one trip.
   * @throws DomainError NOT_FOUND, QUOTE_EXPIRED, QUOTE_ALREADY_USED
   */
  async redeem(
    tx: Transaction,
    use: { quoteId: string; riderId: string; tripId: string },
  ): Promise<RidePlan> {
    const { quoteId, riderId, tripId } = use;
    const quote = await tx.manager.findOne(QuoteEntity, {
      where: { id: quoteId, riderId },
      lock: { mode: 'for_no_key_update' },
    });
    if (!quote) throw new DomainError('NOT_FOUND', 'There is no such quote of yours.');
    if (quote.tripId) throw new DomainError('QUOTE_ALREADY_USED', 'Ask for a new quote.');
    if (quote.expiresAt <= (await tx.now())) {
      throw new DomainError('QUOTE_EXPIRED', 'Ask for a new quote.');
    }
    await tx.manager.update(QuoteEntity, { id: quoteId }, { tripId });
    const { pickup, dropoff, fare, distanceMeters, durationSeconds } = quote;
    return { pickup, dropoff, fare, distanceMeters, durationSeconds };
  }
}
