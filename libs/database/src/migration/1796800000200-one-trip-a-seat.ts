import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Replaces the index that allows a driver one trip by that of the first seat, which has its name
 * from now on: a server of the release before knows the refusal by it. All trips of such a server
 * are ones that the driver has alone, for which both demand the same.
 */
export class OneTripASeat1796800000200 implements MigrationInterface {
  name = 'OneTripASeat1796800000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX trip_one_active_per_driver');
    await runner.query('ALTER INDEX trip_driver_seat_1 RENAME TO trip_one_active_per_driver');
  }

  /** The migration before this one restores the index that is dropped here. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER INDEX trip_one_active_per_driver RENAME TO trip_driver_seat_1');
  }
}
