import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '#database';
import type { DispatchPolicy } from '#dispatch';
import { Settings } from '#platform';
import { TripRepository, addSeconds, type TripEntity } from '#trip';
import type { OfferState } from '../domain/offer-state.js';
import { DriverRepository } from '../driver/driver.repository.js';
import { OfferRepository } from '../offer/offer.repository.js';
import { DISPATCH_POLICY } from './dispatch-policy.token.js';
import type { EngineSession } from './engine-session.js';
import type { OfferPlan, PlannedDriver } from './offer-plan.js';

/** Turns offer plans into offers. */
@Injectable()
export class OfferMaker {
  constructor(
    private readonly trips: TripRepository,
    private readonly offers: OfferRepository,
    private readonly drivers: DriverRepository,
    private readonly settings: Settings,
    @Inject(DISPATCH_POLICY) private readonly policy: DispatchPolicy,
  ) {}

  /**
   * Makes all offers of a plan in one transaction. Drivers who are no longer free are left out.
   *
   * @returns false when no offer was made, because the trip or all its drivers changed meanwhile
   */
  async make(session: EngineSession, plan: OfferPlan): Promise<boolean> {
    // A violation of the unique index on pending offers makes the attempt fail.
    return (await session.attempt((tx) => this.makeInTransaction(tx, plan))) ?? false;
  }

  /** Checks the facts behind the plan again under the locks, because they may have changed. */
  private async makeInTransaction(tx: Transaction, plan: OfferPlan): Promise<boolean> {
    const trip = await this.trips.tryLock(tx, plan.tripId);
    if (trip?.status !== 'matching') return false;
    const pending = await this.offers.lockPending(tx, trip.id);
    const at = await tx.now();
    const due = pending.filter(({ expiresAt }) => at >= expiresAt);
    if (pending.length > due.length) return false;
    const free = await this.lockFree(tx, plan.drivers);
    if (free.length === 0) return false;
    // The due offers end in the transaction of the new ones, so that a reader sees exactly one
    // set of pending offers.
    const closing = { status: 'expired', reason: 'not_answered' } as const;
    const closings = due.map((offer) => ({ offer, closing }));
    const offers = free.map((driver) => this.createOffer(trip, driver, at));
    await this.offers.replace(tx, { closings, at, offers });
    return true;
  }

  /**
   * Locks the drivers in the order of their ids, like every transaction that locks several rows.
   */
  private async lockFree(
    tx: Transaction,
    drivers: readonly PlannedDriver[],
  ): Promise<PlannedDriver[]> {
    const free: PlannedDriver[] = [];
    for (const driver of [...drivers].sort((a, b) => (a.driverId < b.driverId ? -1 : 1))) {
      if (await this.isFree(tx, driver.driverId)) free.push(driver);
    }
    return free;
  }

  private async isFree(tx: Transaction, driverId: string): Promise<boolean> {
    const driver = await this.drivers.tryLock(tx, driverId);
    if (driver?.availability !== 'online') return false;
    if (await this.offers.findPendingOfDriver(tx, driverId)) return false;
    return (await this.trips.findActiveOfDriver(tx, driverId)) === null;
  }

  private createOffer(trip: TripEntity, driver: PlannedDriver, at: Date): OfferState {
    const { pickup, dropoff, fare, rider, distanceMeters } = trip;
    return {
      id: uuidv7(),
      tripId: trip.id,
      driverId: driver.driverId,
      status: 'pending',
      exclusive: !this.policy.asksSeveral,
      ride: { pickup, dropoff, tripDistanceMeters: distanceMeters, fare, rider },
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
