import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The index and the settings that trimming the history by age needs. */
const up = [
  // The trimmer deletes the oldest events first. It needs the database's time: ids follow the
  // clocks of the processes, and transaction ids belong to another cluster after a restore.
  `CREATE INDEX outbox_time ON outbox (time)`,
  // Rows are deleted where the indexes begin. With the default, a fifth of a week's history may
  // be dead there before vacuum runs, and every query for the oldest rows reads past them.
  `ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.02)`,
  `ALTER TABLE mailbox SET (autovacuum_vacuum_scale_factor = 0.02)`,
];

const down = [
  `ALTER TABLE mailbox RESET (autovacuum_vacuum_scale_factor)`,
  `ALTER TABLE outbox RESET (autovacuum_vacuum_scale_factor)`,
  `DROP INDEX outbox_time`,
];

export class Retention1763942400000 implements MigrationInterface {
  name = 'Retention1763942400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
