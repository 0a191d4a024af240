import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Shared trips: whether a rider lets others ride along, the price of that in a quote, and the
 * route of each driver who has had a shared trip. A server of the release before makes trips that
 * are not shared, and leaves routes as they are.
 */
export class SharedTrips1796800000000 implements MigrationInterface {
  name = 'SharedTrips1796800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE trip ADD COLUMN shared boolean NOT NULL DEFAULT false, ADD COLUMN seat smallint',
    );
    await runner.query('ALTER TABLE quote ADD COLUMN shared_fare jsonb');
    await runner.query(
      `CREATE TABLE driver_route (
         driver_id uuid PRIMARY KEY,
         version integer NOT NULL,
         rides jsonb NOT NULL,
         stops jsonb NOT NULL
       ) WITH (fillfactor = 50)`,
    );
    await runner.query(
      `CREATE INDEX driver_route_open ON driver_route (driver_id) WHERE stops <> '[]'::jsonb`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE driver_route');
    await runner.query('ALTER TABLE quote DROP COLUMN shared_fare');
    await runner.query('ALTER TABLE trip DROP COLUMN shared, DROP COLUMN seat');
  }
}
