import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { TripRepository } from '#trip';
import { DriverRepository } from '../driver/driver.repository.js';
import { OfferRepository } from '../offer/offer.repository.js';

/** Checks under the locks of drivers who is free for an offer or a suggestion. */
@Injectable()
export class FreeDrivers {
  constructor(
    private readonly drivers: DriverRepository,
    private readonly offers: OfferRepository,
    private readonly trips: TripRepository,
  ) {}

  /**
   * Locks drivers without waiting. The number of statements doesn't depend on their number.
   *
   * @returns the drivers who are locked now, on duty, and have neither an offer nor a trip
   */
  async tryLockAll(tx: Transaction, driverIds: readonly string[]): Promise<Set<string>> {
    const online = (await this.drivers.tryLockAll(tx, driverIds))
      .filter(({ availability }) => availability === 'online')
      .map(({ id }) => id);
    const free = new Set(online);
    for (const { driverId } of await this.offers.findPendingOfDrivers(tx, online)) {
      free.delete(driverId);
    }
    for (const { driverId } of await this.trips.findActiveOfDrivers(tx, online)) {
      if (driverId) free.delete(driverId);
    }
    return free;
  }
}
