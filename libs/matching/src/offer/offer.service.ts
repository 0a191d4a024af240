import { Injectable } from '@nestjs/common';
import { RevocationTable, type Principal } from '#access';
import type { DeclinedOffer, Trip, TripDriver } from '#contracts';
import { Refusal, type Transaction } from '#database';
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
import { RouteJoiner } from '../pooling/route-joiner.js';
import { OfferRepository } from './offer.repository.js';

/** The locked rows that decide an answer, and the database's time after the locks. */
interface LockedOffer {
  trip: TripEntity;
  offer: OfferState;
  /** The driver who answers; null when they have never set their availability. */
  driver: DriverEntity | null;
  /** All pending offers of the trip, this one included while it is pending. */
  pending: OfferState[];
  at: Date;
}

const ACCEPTED = { status: 'accepted', reason: 'accepted' } as const;
const TRIP_ASSIGNED = { status: 'revoked', reason: 'trip_assigned' } as const;

/** Applies a driver's answers to offers. */
@Injectable()
export class OfferService {
  constructor(
    private readonly offers: OfferRepository,
    private readonly trips: TripRepository,
    private readonly drivers: DriverRepository,
    private readonly ratings: RatingRepository,
    private readonly settings: Settings,
    private readonly revocations: RevocationTable,
    private readonly joiner: RouteJoiner,
  ) {}

  /**
   * Assigns the trip to the driver. The trip's lock decides between drivers who accept at the
   * same time: the first one wins. A repeated accept of the winner gets the same answer.
   *
   * @returns OFFER_REVOKED as a `Refusal` when the stops of the driver have changed since the offer
   * @throws DomainError OFFER_EXPIRED, OFFER_REVOKED, OFFER_DECLINED,
   *   TRIP_ALREADY_ASSIGNED, DRIVER_BUSY, NOT_FOUND
   */
  async accept(tx: Transaction, principal: Principal, offerId: string): Promise<Trip | Refusal> {
    const { trip, offer, driver: row, pending, at } = await this.lock(tx, principal, offerId);
    if (offer.status === 'accepted') return acceptedBefore(trip, principal);
    requireAcceptable({ offer, tripStatus: trip.status, at });
    await this.revocations.requireValid(tx, principal);
    const state = stateOf(trip);
    const driver = await this.describe(tx, principal, row);
    const { pickupEtaSeconds } = offer;
    const { freeCancelSeconds } = this.settings.trip;
    const isJoining = trip.shared && (this.settings.pooling.seats > 0 || offer.ride.route);
    const joining = isJoining ? await this.joiner.join(tx, { trip, offer, at }) : null;
    if (joining === undefined) return this.withdraw(tx, offer, at);
    const seat = joining?.seat ?? null;
    const terms = { at, driver, pickupEtaSeconds, freeCancelSeconds, seat };
    const change = applyEvents(state, decide({ type: 'assign', ...terms }, state));
    // The other offers of the trip end in the same transaction, so that a reader of the assigned
    // trip never sees one of them pending.
    const closings = pending.map((sibling) => ({
      offer: sibling,
      closing: sibling.id === offerId ? ACCEPTED : TRIP_ASSIGNED,
    }));
    const routed = joining ? { route: joining } : {};
    await this.offers.close(tx, { closings, trip: change, at, ...routed });
    return tripViewFor(change.after, principal);
  }

  /** Closes an offer that was made for stops which have changed since. The close must commit. */
  private async withdraw(tx: Transaction, offer: OfferState, at: Date): Promise<Refusal> {
    const closing = { status: 'revoked', reason: 'route_changed' } as const;
    await this.offers.close(tx, { closings: [{ offer, closing }], at });
    return new Refusal(new DomainError('OFFER_REVOKED', 'Your stops have changed since.'));
  }

  /** @throws DomainError as `accept`, and OFFER_ALREADY_ACCEPTED */
  async decline(
    tx: Transaction,
    principal: Principal,
    { offerId, reason }: { offerId: string; reason: string },
  ): Promise<DeclinedOffer> {
    const { trip, offer, at } = await this.lock(tx, principal, offerId);
    const { id, tripId } = offer;
    if (offer.status === 'declined') {
      return { id, tripId, status: 'declined', reason: offer.reason ?? '' };
    }
    requireDeclinable({ offer, tripStatus: trip.status, at });
    const closing = { status: 'declined', reason } as const;
    await this.offers.close(tx, { closings: [{ offer, closing }], at });
    return { id, tripId, status: 'declined', reason };
  }

  /**
   * Takes the locks first and reads the time after that, because an accept that waited for a
   * lock past the expiry must lose. (A single UPDATE doesn't repeat its comparison with the
   * clock after the wait: offers were accepted 1.2 s late.) Offers change only under the lock
   * of their trip.
   *
   * @throws DomainError NOT_FOUND when the offer doesn't exist or belongs to another driver
   */
  private async lock(tx: Transaction, principal: Principal, offerId: string): Promise<LockedOffer> {
    const seen = await this.offers.find(tx, offerId);
    if (seen?.driverId !== principal.userId) throw offerNotFound();
    const locked = await this.trips.lock(tx, seen.tripId);
    if (!locked) throw offerNotFound();
    const pending = await this.offers.lockPending(tx, seen.tripId);
    const offer = pending.find(({ id }) => id === offerId) ?? (await this.offers.find(tx, offerId));
    const driver = await this.drivers.lock(tx, principal.userId);
    return { trip: locked.trip, offer: offer ?? seen, driver, pending, at: await tx.now() };
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

/** The answer to a repeated accept. It is refused when the driver has given the trip back since. */
function acceptedBefore(trip: TripEntity, principal: Principal): Trip {
  if (trip.driver?.id === principal.userId) return tripViewFor(trip, principal);
  throw new DomainError('TRIP_TRANSITION_NOT_ALLOWED', 'You had this trip and gave it back.', {
    currentStatus: trip.status,
  });
}
