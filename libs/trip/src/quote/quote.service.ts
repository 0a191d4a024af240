import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Money, Position, Quote, QuoteRequest } from '#contracts';
import type { Transaction } from '#database';
import { TravelEstimator } from '#geo';
import { CityPlaces } from '#places';
import { DomainError, Settings } from '#platform';
import { fareFor } from '../domain/fare.js';
import { QuoteEntity } from './quote.entity.js';
import { QuoteRepository } from './quote.repository.js';
import { PickupEstimates } from './pickup-estimates.js';

/** The longest ride the service sells. Distances within a city stay far below it. */
const MAX_TRIP_METERS = 300_000;

/** The route's figures and the price of a ride before it is requested. */
export type RidePlan = Pick<
  QuoteEntity,
  | 'pickup'
  | 'dropoff'
  | 'pickupName'
  | 'dropoffName'
  | 'fare'
  | 'sharedFare'
  | 'distanceMeters'
  | 'durationSeconds'
>;

/** Prices rides, and keeps a quoted price until the quote expires. */
@Injectable()
export class QuoteService {
  constructor(
    private readonly travel: TravelEstimator,
    private readonly places: CityPlaces,
    private readonly pickups: PickupEstimates,
    private readonly stored: QuoteRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * Prices a ride in the caller's transaction, or without one: then concurrent riders share the
   * statements, and a call holds no connection.
   *
   * @throws DomainError PLACE_OUTSIDE_CITY, TRIP_TOO_LONG
   */
  async create(riderId: string, request: QuoteRequest, tx?: Transaction): Promise<Quote> {
    const plan = this.plan(request.pickup, request.dropoff);
    const pickupEtaSeconds = await this.pickups.estimateSeconds(request.pickup, tx);
    const id = uuidv7();
    const quote = { id, riderId, ...plan, pickupEtaSeconds };
    const until = await (tx ? this.stored.store(tx, quote) : this.stored.storeInBatch(quote));
    const { pickup: _pickup, dropoff: _dropoff, sharedFare, ...priced } = plan;
    const { maxDetourSeconds } = this.settings.pooling;
    const shared = sharedFare && {
      fare: sharedFare,
      maxDetourSeconds: Math.round(maxDetourSeconds),
    };
    return { id, ...priced, pickupEtaSeconds, expiresAt: until.toISOString(), shared };
  }

  /** @throws DomainError PLACE_OUTSIDE_CITY, TRIP_TOO_LONG */
  plan(pickup: Position, dropoff: Position): RidePlan {
    this.requireInCity(pickup, 'pickup');
    this.requireInCity(dropoff, 'dropoff');
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
    const names = {
      pickupName: this.places.nameOf(pickup),
      dropoffName: this.places.nameOf(dropoff),
    };
    const sharedFare = this.sharedFareOf(fare);
    return { pickup, dropoff, ...names, fare, sharedFare, distanceMeters, durationSeconds };
  }

  /** @returns null when trips are not shared here */
  private sharedFareOf({ amount, currency }: Money): Money | null {
    const { seats, discountPercent } = this.settings.pooling;
    if (seats === 0) return null;
    return { amount: Math.round(amount * (1 - discountPercent / 100)), currency };
  }

  /** A place without a road has no price: the car would drive the rest through the sea. */
  private requireInCity(position: Position, place: 'pickup' | 'dropoff'): void {
    if (this.places.findRoad(position)) return;
    const { cityName, maxRoadMeters } = this.places;
    const end = place === 'pickup' ? 'pickup' : 'drop-off';
    throw new DomainError(
      'PLACE_OUTSIDE_CITY',
      `The ${end} is outside ${cityName}. Choose a place within ${maxRoadMeters} m of its roads.`,
      { place, city: cityName, limitMeters: maxRoadMeters },
    );
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
    const { pickup, dropoff, pickupName, dropoffName } = quote;
    const { fare, sharedFare, distanceMeters, durationSeconds } = quote;
    const names = { pickupName, dropoffName };
    return { pickup, dropoff, ...names, fare, sharedFare, distanceMeters, durationSeconds };
  }
}
