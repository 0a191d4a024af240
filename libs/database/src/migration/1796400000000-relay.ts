import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far the relay of a shard has published the outbox, one row. A server of the release before
 * leaves the table as it is.
 */
export class Relay1796400000000 implements MigrationInterface {
  name = 'Relay1796400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE relay (
         shard text PRIMARY KEY,
         epoch text NOT NULL,
         snapshot text NOT NULL,
         written_at timestamptz NOT NULL DEFAULT now()) WITH (fillfactor = 50)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE relay');
  }
}
