import { Injectable } from '@nestjs/common';
import { Any } from 'typeorm';
import type { Availability, Vehicle } from '#contracts';
import type { Transaction } from '#database';
import { DriverEntity } from './driver.entity.js';

/** Drivers in the database. */
@Injectable()
export class DriverRepository {
  /** Those that were ever on duty. */
  findAll(tx: Transaction, ids: readonly string[]): Promise<DriverEntity[]> {
    return tx.manager.findBy(DriverEntity, { id: Any(ids) });
  }

  /** In the lock order trip, offer, driver, rider, stream heads. */
  lock(tx: Transaction, id: string): Promise<DriverEntity | null> {
    return tx.manager.findOne(DriverEntity, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** For the engine, which never waits: null also while somebody else holds the lock. */
  tryLock(tx: Transaction, id: string): Promise<DriverEntity | null> {
    return tx.manager.findOne(DriverEntity, {
      where: { id },
      lock: { mode: 'for_no_key_update', onLocked: 'skip_locked' },
    });
  }

  /** Makes sure there is a row to lock: two first calls at once must not both see none. */
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
