import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Position, Quote, QuoteRequest } from '#contracts';
import type { Transaction } from '#database';
import { TravelEstimator } from '#geo';
import { DomainError, Settings } from '#platform';
import { fareFor } from '../domain/fare.js';
import { QuoteEntity } from './quote.entity.js';
import { PickupEstimates } from './pickup-estimates.js';

/** The longest ride the service sells. Distances within a city stay far below it. */
const MAX_TRIP_METERS = 300_000;

/** The route's figures and the price of a ride before it is requested. */
export type RidePlan = Pick<
  QuoteEntity,
  'pickup' | 'dropoff' | 'fare' | 'distanceMeters' | 'durationSeconds'
>;

type NewQuote = RidePlan & Pick<QuoteEntity, 'id' | 'riderId' | 'pickupEtaSeconds'>;

/** A quote is written for each place that a rider tries, so it costs one prepared statement. */
const INSERT_QUOTE = {
  name: 'insert-quote',
  text: `INSERT INTO quote (id, rider_id, pickup, dropoff, fare, distance_meters,
      duration_seconds, pickup_eta_seconds, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + make_interval(secs => $9))
    RETURNING expires_at AS "expiresAt"`,
};

/** Prices rides, and keeps a quoted price until the quote expires. */
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
    const id = uuidv7();
    const expiresAt = await this.store(tx, { id, riderId, ...plan, pickupEtaSeconds });
    const { fare, distanceMeters, durationSeconds } = plan;
    return {
      id,
      fare,
      distanceMeters,
      durationSeconds,
      pickupEtaSeconds,
      expiresAt: expiresAt.toISOString(),
    };
  }

  /** @throws DomainError TRIP_TOO_LONG */
  plan(pickup: Position, dropoff: Position): RidePlan {
    const travel = this.travel.estimate(pickup, dropoff);
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
   * Marks a quote as used by one trip, and returns its plan.
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

  /** @returns until when the price holds */
  private async store(tx: Transaction, quote: NewQuote): Promise<Date> {
    const { id, riderId, pickup, dropoff, fare } = quote;
    const { distanceMeters, durationSeconds, pickupEtaSeconds } = quote;
    const [row] = await tx.query<{ expiresAt: Date }>(INSERT_QUOTE, [
      id,
      riderId,
      pickup,
      dropoff,
      fare,
      distanceMeters,
      durationSeconds,
      pickupEtaSeconds,
      this.settings.trip.quoteSeconds,
    ]);
    if (!row) throw new Error('The database did not tell until when the quote holds.');
    return row.expiresAt;
  }
}
