import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The state of a driver's client: the offers it has received, and its last sign of life. */
export class AcksAndPresence1763856000000 implements MigrationInterface {
  name = 'AcksAndPresence1763856000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE offer ADD COLUMN acknowledged_at timestamptz(3)`);
    // The time is the database's, so that every process can query the latest rows.
    await runner.query(
      `ALTER TABLE driver_position
        ADD COLUMN written_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()`,
    );
    // Presence has a table of its own, because a driver's client can be alive without a position.
    // The table is UNLOGGED, so that a sign of life writes no WAL; it is empty after a crash.
    await runner.query(
      `CREATE UNLOGGED TABLE driver_presence (
        driver_id uuid PRIMARY KEY,
        seen_at timestamptz(3) NOT NULL
      ) WITH (fillfactor = 50)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE driver_presence`);
    await runner.query(`ALTER TABLE driver_position DROP COLUMN written_at`);
    await runner.query(`ALTER TABLE offer DROP COLUMN acknowledged_at`);
  }
}
