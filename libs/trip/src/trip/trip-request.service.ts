import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '#access';
import { streamId, type Trip, type TripRequest } from '#contracts';
import type { Transaction } from '#database';
import { DomainError, Settings } from '#platform';
import { addSeconds } from '../domain/decide.js';
import { begin } from '../domain/evolve.js';
import type { TripRequested } from '../domain/trip-event.js';
import { toRiderTripView } from '../domain/trip-view.js';
import { QuoteService } from '../quote/quote.service.js';
import { RatingRepository } from '../rating/rating.repository.js';
import { newPin } from './new-pin.js';
import { TripRepository, tripAlreadyActive } from './trip.repository.js';

/** Creates a trip when a rider requests a ride. */
@Injectable()
export class TripRequestService {
  constructor(
    private readonly trips: TripRepository,
    private readonly quotes: QuoteService,
    private readonly ratings: RatingRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * @throws DomainError TRIP_ALREADY_ACTIVE, PLACE_OUTSIDE_CITY, TRIP_TOO_LONG, SHARING_NOT_OFFERED,
   *   and with a `quoteId` NOT_FOUND, QUOTE_EXPIRED, QUOTE_ALREADY_USED
   */
  async request(tx: Transaction, rider: Principal, body: TripRequest): Promise<Trip> {
    // The unique index decides in the end. This check comes first, so that a retry with a used
    // quote gets TRIP_ALREADY_ACTIVE instead of QUOTE_ALREADY_USED.
    if (await this.trips.findActiveOfRider(tx, rider.userId)) throw tripAlreadyActive();
    const tripId = uuidv7();
    const { shared = false } = body;
    const { sharedFare, ...plan } =
      'quoteId' in body
        ? await this.quotes.redeem(tx, { quoteId: body.quoteId, riderId: rider.userId, tripId })
        : this.quotes.plan(body.pickup, body.dropoff);
    if (shared && !sharedFare) throw sharingNotOffered();
    const rating = await this.ratings.findAverage(tx, rider.userId);
    const at = await tx.now();
    const event: TripRequested = {
      ...plan,
      fare: shared && sharedFare ? sharedFare : plan.fare,
      shared,
      type: 'trip.requested',
      at,
      tripId,
      riderId: rider.userId,
      rider: { name: rider.name, rating },
      cancelFee: { amount: this.settings.fares.cancelFeeCents, currency: plan.fare.currency },
      pin: newPin(),
      matchingDeadline: addSeconds(at, this.settings.trip.matchingDeadlineSeconds),
    };
    const after = begin(event);
    const streams = [streamId('rider', after.riderId), streamId('trip', tripId)];
    await this.trips.create(tx, { after, steps: [{ event, after, streams }] }, { at });
    return toRiderTripView(after);
  }
}

const sharingNotOffered = (): DomainError =>
  new DomainError('SHARING_NOT_OFFERED', 'Ask for the ride without `shared`.');
