import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What trimming the history by age needs. */
const up = [
  // The oldest events first. Neither ids (the processes' clocks) nor transaction ids (another
  // cluster's, after a restore) can stand in for the database's time.
  `CREATE INDEX outbox_time ON outbox (time)`,
  // Rows are deleted where the indexes begin. With the default, a fifth of a week's history
  // may be dead there before vacuum comes, and every look for the oldest passes over it.
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
