import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The last sign of life of riders whose request searches for a driver. The table is UNLOGGED, so
 * that a sign of life writes no WAL; it is empty after a crash. A server of the release before
 * leaves it as it is.
 */
export class RiderPresence1796340000000 implements MigrationInterface {
  name = 'RiderPresence1796340000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE UNLOGGED TABLE rider_presence (
         rider_id uuid PRIMARY KEY,
         seen_at timestamptz(3) NOT NULL,
         streamed_at timestamptz(3)
       ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02,
         autovacuum_vacuum_threshold = 500, autovacuum_analyze_scale_factor = 0.05,
         autovacuum_vacuum_cost_delay = 1)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rider_presence');
  }
}
