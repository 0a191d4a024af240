import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['quote', 'trip'];

/**
 * The names of a ride's two ends. A quote or a trip of the release before has none; it writes null.
 */
export class PlaceNames1796300000000 implements MigrationInterface {
  name = 'PlaceNames1796300000000';

  async up(runner: QueryRunner): Promise<void> {
    const add = (table: string) =>
      `ALTER TABLE ${table} ADD COLUMN pickup_name text, ADD COLUMN dropoff_name text`;
    await runner.query(tables.map(add).join(';'));
  }

  async down(runner: QueryRunner): Promise<void> {
    const drop = (table: string) =>
      `ALTER TABLE ${table} DROP COLUMN pickup_name, DROP COLUMN dropoff_name`;
    await runner.query(tables.map(drop).join(';'));
  }
}
