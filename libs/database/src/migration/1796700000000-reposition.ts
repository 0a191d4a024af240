import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The last suggestion of each driver to drive to a place without a rider. A driver has one row at
 * most, so the number of drivers bounds the table; the history of suggestions is in the outbox. A
 * server of the release before leaves the table as it is.
 */
export class Reposition1796700000000 implements MigrationInterface {
  name = 'Reposition1796700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE reposition (
         driver_id uuid PRIMARY KEY,
         id uuid NOT NULL,
         status text NOT NULL,
         move jsonb NOT NULL,
         created_at timestamptz(3) NOT NULL,
         expires_at timestamptz(3) NOT NULL,
         ended_at timestamptz(3),
         end_reason text
       ) WITH (fillfactor = 50)`,
    );
    await runner.query(
      `CREATE INDEX reposition_open ON reposition (expires_at) WHERE status <> 'ended'`,
    );
    await runner.query('CREATE INDEX reposition_ended ON reposition (ended_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reposition');
  }
}
