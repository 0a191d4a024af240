import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The database in which the history was last used. A restore or a promotion makes the column
 * differ from the database, and the first server that sees this begins a new epoch.
 */
export class HistoryIdentity1764072000000 implements MigrationInterface {
  name = 'HistoryIdentity1764072000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE history ADD COLUMN identity text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE history DROP COLUMN identity');
  }
}
