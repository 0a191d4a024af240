import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // The table has only the hash of a token, so that a reader of the table can't open the link.
  `CREATE TABLE trip_share (
    id uuid PRIMARY KEY,
    trip_id uuid NOT NULL,
    token_hash text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    revoked_at timestamptz(3)
  )`,
  `CREATE UNIQUE INDEX trip_share_token_hash ON trip_share (token_hash)`,
  `CREATE INDEX trip_share_trip ON trip_share (trip_id)`,
  // Tokens that were revoked before their expiry. A row is needed until that expiry.
  `CREATE TABLE revoked_token (
    token_id text PRIMARY KEY,
    expires_at timestamptz(3) NOT NULL,
    revoked_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`,
  // Each process reads the new rows every two seconds.
  `CREATE INDEX revoked_token_revoked_at ON revoked_token (revoked_at)`,
];

export class SharesAndRevocations1763769600000 implements MigrationInterface {
  name = 'SharesAndRevocations1763769600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE revoked_token, trip_share');
  }
}
