import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The directory of homes, which only one shard uses. A server of the release before ignores it. */
export class Home1796500000000 implements MigrationInterface {
  name = 'Home1796500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE home (
         person text PRIMARY KEY,
         shard text NOT NULL,
         moved_at timestamptz NOT NULL DEFAULT now())`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE home');
  }
}
