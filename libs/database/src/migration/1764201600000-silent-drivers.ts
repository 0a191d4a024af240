import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The silence of a trip's driver. A server of the release before neither reads nor writes the
 * columns: a silence that outlives its driver by that ends with the next event of the trip.
 */
export class SilentDrivers1764201600000 implements MigrationInterface {
  name = 'SilentDrivers1764201600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE trip ADD COLUMN driver_silent_since timestamptz(3),
        ADD COLUMN driver_lost_at timestamptz(3)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE trip DROP COLUMN driver_silent_since, DROP COLUMN driver_lost_at`,
    );
  }
}
