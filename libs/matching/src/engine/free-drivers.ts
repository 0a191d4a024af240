import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { DriverRouteRepository, TripRepository, type DriverRouteState } from '#trip';
import { DriverRepository } from '../driver/driver.repository.js';
import { OfferRepository } from '../offer/offer.repository.js';

/** A driver for an offer or a suggestion. */
export interface AskedDriver {
  readonly driverId: string;
  /** The version of the route that a shared trip joins; null for a driver without a trip. */
  readonly routeVersion: number | null;
}

/** Checks under the locks of drivers who is free for an offer or a suggestion. */
@Injectable()
export class FreeDrivers {
  constructor(
    private readonly drivers: DriverRepository,
    private readonly offers: OfferRepository,
    private readonly trips: TripRepository,
    private readonly routes: DriverRouteRepository,
  ) {}

  /**
   * Locks drivers without waiting. The number of statements doesn't depend on their number.
   *
   * @returns the drivers who are locked now, on duty, and have no offer, and no trip but those on
   *   the route that a shared trip joins
   */
  async tryLockAll(tx: Transaction, asked: readonly AskedDriver[]): Promise<Set<string>> {
    const driverIds = asked.map(({ driverId }) => driverId);
    const online = (await this.drivers.tryLockAll(tx, driverIds))
      .filter(({ availability }) => availability === 'online')
      .map(({ id }) => id);
    const joined = asked.filter(({ routeVersion }) => routeVersion !== null);
    const asOffered = await this.findAsOffered(tx, joined);
    const free = new Set(online);
    for (const { driverId } of await this.offers.findPendingOfDrivers(tx, online)) {
      free.delete(driverId);
    }
    for (const { driverId } of await this.trips.findActiveOfDrivers(tx, online)) {
      if (driverId && !asOffered.has(driverId)) free.delete(driverId);
    }
    for (const { driverId } of joined) if (!asOffered.has(driverId)) free.delete(driverId);
    return free;
  }

  /** An accept checks the version again under the lock of the route, which this does not take. */
  private async findAsOffered(
    tx: Transaction,
    joined: readonly AskedDriver[],
  ): Promise<Set<string>> {
    if (joined.length === 0) return new Set();
    const versions = new Map(joined.map(({ driverId, routeVersion }) => [driverId, routeVersion]));
    const routes = await this.routes.findAll(tx, [...versions.keys()]);
    const isAsOffered = ({ driverId, version }: DriverRouteState) =>
      versions.get(driverId) === version;
    return new Set(routes.filter(isAsOffered).map(({ driverId }) => driverId));
  }
}
