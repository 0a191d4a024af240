import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '#database';
import type { DispatchPolicy } from '#dispatch';
import { Settings } from '#platform';
import { TripRepository, addSeconds, type TripEntity } from '#trip';
import type { OfferState } from '../domain/offer-state.js';
import { FreeDrivers } from './free-drivers.js';
import { OfferRepository } from '../offer/offer.repository.js';
import { DISPATCH_POLICY } from './dispatch-policy.token.js';
import type { EngineSession } from './engine-session.js';
import type { OfferPlan, PlannedDriver } from './offer-plan.js';

/**
 * The most offers of one transaction. It bounds how long the rows stay locked. A plan of more
 * drivers is a transaction by itself, because the offers of a trip are made together.
 */
const MAX_OFFERS = 256;

/** A plan whose trip is locked and searches, and the trip's offers that are past their expiry. */
interface OpenPlan {
  readonly plan: OfferPlan;
  readonly trip: TripEntity;
  readonly due: readonly OfferState[];
}

/** Turns offer plans into offers, many in one transaction (ADR 0021). */
@Injectable()
export class OfferMaker {
  constructor(
    private readonly trips: TripRepository,
    private readonly offers: OfferRepository,
    private readonly drivers: FreeDrivers,
    private readonly settings: Settings,
    @Inject(DISPATCH_POLICY) private readonly policy: DispatchPolicy,
  ) {}

  /**
   * Makes the offers of a window. The offers of one plan are made in one transaction. A plan whose
   * trip or drivers have changed is left out, and so is one that makes a transaction fail; the
   * others get their offers.
   *
   * @returns the number of trips that got an offer
   * @throws Error when the session is closed
   */
  async makeAll(session: EngineSession, plans: readonly OfferPlan[]): Promise<number> {
    let offered = 0;
    for (const chunk of chunkPlans(plans)) {
      const counts = await session.attemptAll(chunk, (tx, part) => this.make(tx, part));
      for (const count of counts) offered += count;
    }
    return offered;
  }

  /**
   * Checks the facts behind the plans again under the locks, because they may have changed. The
   * number of statements doesn't depend on the number of plans.
   */
  private async make(tx: Transaction, plans: readonly OfferPlan[]): Promise<number> {
    const tripIds = plans.map(({ tripId }) => tripId);
    const searching = new Map(
      (await this.trips.tryLockAll(tx, tripIds))
        .filter(({ status }) => status === 'matching')
        .map((trip) => [trip.id, trip]),
    );
    if (searching.size === 0) return 0;
    const pending = await this.offers.tryLockPending(tx, [...searching.keys()]);
    const asked = plans.filter(({ tripId }) => searching.has(tripId));
    const drivers = asked.flatMap((plan) => plan.drivers);
    const free = await this.drivers.tryLockAll(
      tx,
      drivers.map(({ driverId, route }) => ({ driverId, routeVersion: route?.version ?? null })),
    );
    const at = await tx.now();
    const open = asked.flatMap((plan): OpenPlan[] => {
      const trip = searching.get(plan.tripId);
      const due = pending.locked.filter(({ tripId }) => tripId === plan.tripId);
      const isHeld = pending.heldTripIds.has(plan.tripId);
      const isOpen = !isHeld && due.every(({ expiresAt }) => at >= expiresAt);
      return trip && isOpen ? [{ plan, trip, due }] : [];
    });
    return this.write(tx, { open, free, at });
  }

  private async write(
    tx: Transaction,
    { open, free, at }: { open: readonly OpenPlan[]; free: ReadonlySet<string>; at: Date },
  ): Promise<number> {
    const offers = open.flatMap(({ plan, trip }) =>
      plan.drivers
        .filter(({ driverId }) => free.has(driverId))
        .map((driver) => this.createOffer(trip, driver, at)),
    );
    // The due offers end in the transaction of the new ones, so that a reader sees exactly one
    // set of pending offers.
    const closing = { status: 'expired', reason: 'not_answered' } as const;
    const closings = open.flatMap(({ due }) => due.map((offer) => ({ offer, closing })));
    const made = await this.offers.replaceAll(tx, { closings, at, offers });
    return new Set(made.map(({ tripId }) => tripId)).size;
  }

  private createOffer(trip: TripEntity, driver: PlannedDriver, at: Date): OfferState {
    const { pickup, dropoff, pickupName, dropoffName, fare, rider } = trip;
    const ride = { tripDistanceMeters: trip.distanceMeters, fare, rider, shared: trip.shared };
    const ends = { pickup, dropoff, pickupName, dropoffName };
    return {
      id: uuidv7(),
      tripId: trip.id,
      driverId: driver.driverId,
      status: 'pending',
      exclusive: !this.policy.asksSeveral,
      ride: { ...ends, ...ride, ...(driver.route && { route: driver.route }) },
      pickupEtaSeconds: Math.round(driver.pickupSeconds),
      pickupDistanceMeters: Math.round(driver.pickupMeters),
      createdAt: at,
      expiresAt: addSeconds(at, this.settings.matching.offerSeconds),
      acknowledgedAt: null,
      closedAt: null,
      reason: null,
    };
  }
}

/** Divides plans into parts of at most `MAX_OFFERS` offers; a plan is never divided. */
function chunkPlans(plans: readonly OfferPlan[]): OfferPlan[][] {
  const chunks: OfferPlan[][] = [];
  let size = Infinity;
  for (const plan of plans) {
    if (size + plan.drivers.length > MAX_OFFERS) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(plan);
    size += plan.drivers.length;
  }
  return chunks;
}
