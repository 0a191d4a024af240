import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexConcurrently } from './create-index-concurrently.js';

/** Each batch of the deleter begins at the oldest row. The expressions are those of its rules. */
const indexes = {
  quote_expires_at: 'ON quote (expires_at)',
  trip_share_ended_at: 'ON trip_share (least(expires_at, revoked_at))',
  revoked_token_expires_at: 'ON revoked_token (expires_at)',
  // The city's state counts the drivers on duty without reading those that ever signed up.
  driver_online: `ON driver (id) WHERE availability = 'online'`,
};

/** The indexes by which tables are emptied, and by which the city is counted. */
export class TablesEnd1764028800000 implements MigrationInterface {
  name = 'TablesEnd1764028800000';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, definition] of Object.entries(indexes)) {
      await createIndexConcurrently(runner, name, definition);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(indexes)) {
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
    }
  }
}
