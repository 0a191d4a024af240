import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createIndexConcurrently,
  createUniqueIndexConcurrently,
} from './create-index-concurrently.js';

const WITH_DRIVER = `status IN ('driver_assigned', 'driver_arrived', 'in_progress')`;
/** A trip that its driver has alone. It takes all seats, so it is in the index of each of them. */
const ALONE = 'NOT shared OR seat IS NULL';

/** By index, the seat that it keeps. The last one keeps every other number, too. */
const SEATS = {
  trip_driver_seat_1: 'seat = 1',
  trip_driver_seat_2: 'seat = 2',
  trip_driver_seat_3: 'seat = 3',
  trip_driver_seat_4: 'seat NOT IN (1, 2, 3)',
};

/**
 * A driver has one trip alone, or shared ones on different seats (ADR 0053). The database keeps
 * that with one unique index for each seat. `trip_with_driver` finds the trips of a driver.
 */
export class TripSeats1796800000100 implements MigrationInterface {
  name = 'TripSeats1796800000100';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, isSeat] of Object.entries(SEATS)) {
      const predicate = `${WITH_DRIVER} AND (${ALONE} OR ${isSeat})`;
      const definition = `ON trip (driver_id) WHERE ${predicate}`;
      await createUniqueIndexConcurrently(runner, name, definition);
    }
    const lookUp = `ON trip (driver_id) WHERE ${WITH_DRIVER}`;
    await createIndexConcurrently(runner, 'trip_with_driver', lookUp);
  }

  /** Fails while a driver has several shared trips: they have to end before. */
  async down(runner: QueryRunner): Promise<void> {
    const definition = `ON trip (driver_id) WHERE ${WITH_DRIVER}`;
    await createUniqueIndexConcurrently(runner, 'trip_one_active_per_driver', definition);
    for (const name of [...Object.keys(SEATS), 'trip_with_driver']) {
      await runner.query(`DROP INDEX IF EXISTS ${name}`);
    }
  }
}
