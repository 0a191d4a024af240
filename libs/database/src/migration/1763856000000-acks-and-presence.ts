import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of a driver's client: which offers it has, and that it lives (D6). */
export class AcksAndPresence1763856000000 implements MigrationInterface {
  name = 'AcksAndPresence1763856000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE offer ADD COLUMN acknowledged_at timestamptz(3)`);
    // By the database's clock, so that every process can ask what has come lately.
    await runner.query(
      `ALTER TABLE driver_position
        ADD COLUMN written_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()`,
    );
    // Apart from the position: a driver can be alive without having said where they are.
    // UNLOGGED, so that a sign of life costs no WAL. Empty after a crash.
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
