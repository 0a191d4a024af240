import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tips of riders, one a trip. A server of the release before leaves the table as it is. The
 * index serves the earnings of a driver.
 */
export class Tips1796320000000 implements MigrationInterface {
  name = 'Tips1796320000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE tip (
         trip_id uuid PRIMARY KEY,
         driver_id uuid NOT NULL,
         amount integer NOT NULL,
         currency text NOT NULL,
         created_at timestamptz NOT NULL DEFAULT now())`,
    );
    await runner.query('CREATE INDEX tip_driver ON tip (driver_id, created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tip');
  }
}
