import { Injectable } from '@nestjs/common';
import { Any } from 'typeorm';
import type { Availability, Vehicle } from '#contracts';
import type { Transaction } from '#database';
import { DriverEntity } from './driver.entity.js';

/** Drivers in the database. */
@Injectable()
export class DriverRepository {
  /**
   * @returns the drivers who have a row, in any order; a driver gets one with the first
   *   availability
   */
  findAll(tx: Transaction, ids: readonly string[]): Promise<DriverEntity[]> {
    return tx.manager.findBy(DriverEntity, { id: Any(ids) });
  }

  /** Locks a driver for a change, in the lock order trip, offer, driver, route, rider, stream heads. */
  lock(tx: Transaction, id: string): Promise<DriverEntity | null> {
    return tx.manager.findOne(DriverEntity, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /**
   * Locks drivers in the order of their ids and without waiting, for the matching engine.
   *
   * @returns the drivers whose lock no other transaction holds
   */
  tryLockAll(tx: Transaction, ids: readonly string[]): Promise<DriverEntity[]> {
    return tx.manager.find(DriverEntity, {
      where: { id: Any(ids) },
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update', onLocked: 'skip_locked' },
    });
  }

  /**
   * Inserts the driver's row unless it exists. Two first calls that race need a row to lock;
   * without one, both would act as the first.
   */
  async ensure(tx: Transaction, driver: { id: string; name: string }): Promise<void> {
    await tx.query(
      `INSERT INTO driver (id, name, availability) VALUES ($1, $2, 'offline')
       ON CONFLICT (id) DO NOTHING`,
      [driver.id, driver.name],
    );
  }

  async update(
    tx: Transaction,
    id: string,
    driver: { name: string; availability: Availability; vehicle: Vehicle | null },
  ): Promise<void> {
    await tx.manager.update(DriverEntity, { id }, driver);
  }
}
