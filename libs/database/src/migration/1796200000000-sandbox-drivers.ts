import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The drivers of the sandbox (demo mode only) that are on duty, each with the time until which its
 * process has it. A server of the release before leaves the table as it is.
 */
export class SandboxDrivers1796200000000 implements MigrationInterface {
  name = 'SandboxDrivers1796200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE sandbox_driver (
         id uuid PRIMARY KEY,
         name text NOT NULL,
         lease_until timestamptz NOT NULL)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sandbox_driver');
  }
}
