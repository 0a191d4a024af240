import { Injectable } from '@nestjs/common';
import { Any } from 'typeorm';
import type { Transaction } from '#database';
import { emptyRoute, type DriverRouteState } from '../domain/driver-route.js';
import { DriverRouteEntity } from './driver-route.entity.js';

const WRITE = {
  name: 'driver-route-write',
  text: `
  INSERT INTO driver_route (driver_id, version, rides, stops) VALUES ($1, $2, $3, $4)
  ON CONFLICT (driver_id) DO UPDATE SET version = excluded.version, rides = excluded.rides,
    stops = excluded.stops`,
};

/** The routes of drivers in the database. A route is written together with its trip. */
@Injectable()
export class DriverRouteRepository {
  /** @returns the routes of those drivers who have had a shared trip, in any order */
  findAll(tx: Transaction, driverIds: readonly string[]): Promise<DriverRouteState[]> {
    return tx.manager.findBy(DriverRouteEntity, { driverId: Any(driverIds) });
  }

  /**
   * Locks the route of a driver, after the trip and, where it gets a further trip, the driver:
   * the lock order is trip, offer, driver, route, rider, stream heads. A driver without a row has an
   * empty route; only the accept of an offer, under the driver's lock, makes the first one.
   */
  async lock(tx: Transaction, driverId: string): Promise<DriverRouteState> {
    const route = await tx.manager.findOne(DriverRouteEntity, {
      where: { driverId },
      lock: { mode: 'for_no_key_update' },
    });
    return route ?? emptyRoute(driverId);
  }

  /**
   * Locks the route of a driver without waiting, for the matching engine.
   *
   * @returns whether it is locked now; false when another transaction holds the lock
   */
  async tryLock(tx: Transaction, driverId: string): Promise<boolean> {
    const route = await tx.manager.findOne(DriverRouteEntity, {
      where: { driverId },
      lock: { mode: 'for_no_key_update', onLocked: 'skip_locked' },
    });
    return route !== null;
  }

  /** Writes a route that the transaction has locked. */
  async write(tx: Transaction, route: DriverRouteState): Promise<void> {
    const { driverId, version, rides, stops } = route;
    const parameters = [driverId, version, JSON.stringify(rides), JSON.stringify(stops)];
    await tx.query(WRITE, parameters);
  }
}
