import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import type { Receipt } from '#contracts';
import type { Transaction } from '#database';
import { DomainError } from '#platform';
import { receiptFor } from '../domain/receipt.js';
import { maySee, tripNotFound } from '../trip/trip-access.js';
import { stateOf } from '../trip/trip.entity.js';
import { TripRepository } from '../trip/trip.repository.js';
import { TipRepository } from './tip.repository.js';

/** A typing error must not cost more than twice the ride. */
const MOST_OF_FARE = 2;

/** Takes the tip of a rider. */
@Injectable()
export class TipService {
  constructor(
    private readonly trips: TripRepository,
    private readonly tips: TipRepository,
  ) {}

  /**
   * Gives the driver of a completed trip a tip, once. The same amount again is answered as the
   * first time.
   *
   * @throws DomainError NOT_FOUND, TRIP_TRANSITION_NOT_ALLOWED before the end, TIP_ALREADY_GIVEN
   *   with `amount`, TIP_TOO_HIGH with `maxAmount`
   */
  async give(
    tx: Transaction,
    rider: Principal,
    { tripId, amount }: { tripId: string; amount: number },
  ): Promise<Receipt> {
    const locked = await this.trips.lockVisible(tx, tripId, rider);
    if (!locked || !maySee(locked.trip, rider)) throw tripNotFound();
    const { status, driver, fare } = locked.trip;
    if (status !== 'completed' || !driver) {
      const detail = 'A tip is given when the trip is completed.';
      throw new DomainError('TRIP_TRANSITION_NOT_ALLOWED', detail, { currentStatus: status });
    }
    const known = await this.tips.find(tx, tripId);
    if (known && known.amount !== amount) {
      const detail = 'A tip is given once and stays.';
      throw new DomainError('TIP_ALREADY_GIVEN', detail, { amount: known });
    }
    const tip = known ?? { amount, currency: fare.currency };
    if (!known) {
      requireAtMost(MOST_OF_FARE * fare.amount, amount);
      await this.tips.add(tx, { tripId, driverId: driver.id, tip, at: locked.at });
    }
    return receiptFor(stateOf(locked.trip), tip);
  }
}

function requireAtMost(maxAmount: number, amount: number): void {
  if (amount <= maxAmount) return;
  const detail = 'A tip is at most twice the fare.';
  throw new DomainError('TIP_TOO_HIGH', detail, { maxAmount });
}
