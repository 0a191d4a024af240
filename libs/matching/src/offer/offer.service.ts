import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import type { DeclinedOffer, Trip, TripDriver } from '#contracts';
import type { Transaction } from '#database';
import { DomainError, Settings } from '#platform';
import {
  RatingRepository,
  TripRepository,
  applyEvents,
  decide,
  stateOf,
  tripViewFor,
  type TripEntity,
} from '#trip';
import { requireAcceptable, requireDeclinable } from '../domain/offer-answer.js';
import type { OfferState } from '../domain/offer-state.js';
import { DriverRepository } from '../driver/driver.repository.js';
import type { DriverEntity } from '../driver/driver.entity.js';
import { OfferRepository } from './offer.repository.js';

/** All that an answer depends on, locked, and the database's time after that. */
interface LockedOffer {
  trip: TripEntity;
  offer: OfferState;
  /** Who answers; null only for somebody who never went on duty. */
  driver: DriverEntity | null;
  /** Every pending offer of the trip, this one included while it is. */
  pending: OfferState[];
  at: Date;
}

const ACCEPTED = { status: 'accepted', reason: 'accepted' } as const;
const TOO_LATE = { status: 'revoked', reason: 'trip_assigned' } as const;

/** A driver answers an offer. */
@Injectable()
export class OfferService {
  constructor(
    private readonly offers: OfferRepository,
    private readonly trips: TripRepository,
    private readonly drivers: DriverRepository,
    private readonly ratings: RatingRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * First accept wins, by the trip's lock. The winner may ask again and again.
   * @throws DomainError OFFER_EXPIRED, OFFER_REVOKED, OFFER_DECLINED,
   *   TRIP_ALREADY_ASSIGNED, DRIVER_BUSY, NOT_FOUND
   */
  async accept(tx: Transaction, principal: Principal, offerId: string): Promise<Trip> {
    const { trip, offer, driver: row, pending, at } = await this.lock(tx, principal, offerId);
    if (offer.status === 'accepted') return acceptedBefore(trip, principal);
    requireAcceptable({ offer, tripStatus: trip.status, at });
    const state = stateOf(trip);
    const driver = await this.describe(tx, principal, row);
    const { pickupEtaSeconds } = offer;
    const { freeCancelSeconds } = this.settings.trip;
    const command = { type: 'assign', at, driver, pickupEtaSeconds, freeCancelSeconds } as const;
    const change = applyEvents(state, decide(command, state));
    // Siblings end in the accept's own transaction: nobody sees a dead offer as live.
    const closings = pending.map((each) => ({
      offer: each,
      closing: each.id === offerId ? ACCEPTED : TOO_LATE,
    }));
    await this.offers.close(tx, { closings, trip: change, at });
    return tripViewFor(change.after, principal);
  }

  /** @throws DomainError as `accept`, and OFFER_ALREADY_ACCEPTED */
  async decline(
    tx: Transaction,
    principal: Principal,
    about: { offerId: string; reason: string },
  ): Promise<DeclinedOffer> {
    const { trip, offer, at } = await this.lock(tx, principal, about.offerId);
    const answer = (reason: string): DeclinedOffer => ({
      ...{ id: offer.id, tripId: offer.tripId, status: 'declined', reason },
    });
    if (offer.status === 'declined') return answer(offer.reason ?? '');
    requireDeclinable({ offer, tripStatus: trip.status, at });
    const closing = { status: 'declined', reason: about.reason } as const;
    await this.offers.close(tx, { closings: [{ offer, closing }], at });
    return answer(about.reason);
  }

  /**
   * Locks first, then asks for the time: an accept that waited for a lock past the expiry
   * must lose. (Inside one UPDATE the comparison isn't made again after the wait: offers
   * were accepted 1.2 s late.) Offers change under their trip's lock only.
   */
  private async lock(tx: Transaction, principal: Principal, offerId: string): Promise<LockedOffer> {
    const seen = await this.offers.find(tx, offerId);
    if (seen?.driverId !== principal.userId) throw offerNotFound();
    const trip = await this.trips.lock(tx, seen.tripId);
    if (!trip) throw offerNotFound();
    const pending = await this.offers.lockPending(tx, seen.tripId);
    const offer = pending.find(({ id }) => id === offerId) ?? (await this.offers.find(tx, offerId));
    const driver = await this.drivers.lock(tx, principal.userId);
    return { trip, offer: offer ?? seen, driver, pending, at: await tx.now() };
  }

  private async describe(
    tx: Transaction,
    principal: Principal,
    driver: DriverEntity | null,
  ): Promise<TripDriver> {
    const rating = await this.ratings.findAverage(tx, principal.userId);
    return { id: principal.userId, name: principal.name, rating, vehicle: driver?.vehicle ?? null };
  }
}

export const offerNotFound = (): DomainError =>
  new DomainError('NOT_FOUND', 'There is no such offer, or it is not yours.');

/** The winner again, unless the trip was given back since. */
function acceptedBefore(trip: TripEntity, principal: Principal): Trip {
  if (trip.driver?.id === principal.userId) return tripViewFor(trip, principal);
  throw new DomainError('TRIP_TRANSITION_NOT_ALLOWED', 'You had this trip and gave it back.', {
    currentStatus: trip.status,
  });
}
