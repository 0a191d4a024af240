import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { TripRepository, later, type TripEntity } from '#trip';
import type { OfferState } from '../domain/offer-state.js';
import { DriverRepository } from '../driver/driver.repository.js';
import { OfferRepository } from '../offer/offer.repository.js';
import type { EngineSession } from './engine-session.js';

/** A trip and the driver who shall be asked to take it. */
export interface Assignment {
  readonly tripId: string;
  readonly driverId: string;
  readonly pickupSeconds: number;
  readonly pickupMeters: number;
}

/** Turns assignments into offers. */
@Injectable()
export class OfferMaker {
  constructor(
    private readonly trips: TripRepository,
    private readonly offers: OfferRepository,
    private readonly drivers: DriverRepository,
    private readonly settings: Settings,
  ) {}

  /** @returns whether the offer was made; if not, trip or driver changed meanwhile */
  async offer(session: EngineSession, assignment: Assignment): Promise<boolean> {
    // The index has the last word on "one pending offer a driver": then this fails.
    return (await session.attempt((tx) => this.offerIn(tx, assignment))) ?? false;
  }

  /** Everything the assignment was based on is checked again, under the locks. */
  private async offerIn(tx: Transaction, assignment: Assignment): Promise<boolean> {
    const trip = await this.trips.lockUnlessLocked(tx, assignment.tripId);
    if (trip?.status !== 'matching') return false;
    const pending = await this.offers.lockPendingOf(tx, trip.id);
    const at = await tx.now();
    const due = pending.filter(({ expiresAt }) => at >= expiresAt);
    if (pending.length > due.length) return false;
    if (!(await this.isFree(tx, assignment.driverId))) return false;
    // Due offers end in the same transaction, before the new one: no gap, no overlap.
    const closing = { status: 'expired', reason: 'not_answered' } as const;
    const closings = due.map((offer) => ({ offer, closing }));
    await this.offers.replace(tx, { closings, at, offer: this.offerOf(trip, assignment, at) });
    return true;
  }

  private async isFree(tx: Transaction, driverId: string): Promise<boolean> {
    const driver = await this.drivers.lockUnlessLocked(tx, driverId);
    if (driver?.availability !== 'online') return false;
    if (await this.offers.pendingOfDriver(tx, driverId)) return false;
    return (await this.trips.activeOfDriver(tx, driverId)) === null;
  }

  private offerOf(trip: TripEntity, assignment: Assignment, at: Date): OfferState {
    const { pickup, dropoff, fare, rider, distanceMeters } = trip;
    return {
      id: uuidv7(),
      tripId: trip.id,
      driverId: assignment.driverId,
      status: 'pending',
      exclusive: true,
      ride: { pickup, dropoff, tripDistanceMeters: distanceMeters, fare, rider },
      pickupEtaSeconds: Math.round(assignment.pickupSeconds),
      pickupDistanceMeters: Math.round(assignment.pickupMeters),
      createdAt: at,
      expiresAt: later(at, this.settings.matching.offerSeconds),
      acknowledgedAt: null,
      closedAt: null,
      reason: null,
    };
  }
}
