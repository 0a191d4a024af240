import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The stamp of a location by the clock of its device, unchanged. `recorded_at` is at most the time
 * of the server. A server of the release before leaves the column as it is.
 */
export class DeviceStamps1764208800000 implements MigrationInterface {
  name = 'DeviceStamps1764208800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE driver_position ADD COLUMN device_at timestamptz(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE driver_position DROP COLUMN device_at');
  }
}
