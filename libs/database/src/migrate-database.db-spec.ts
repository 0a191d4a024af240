import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { connectionOptions } from './connection-options.js';
import { migrateDatabase } from './migrate-database.js';
import { createIndexConcurrently } from './migration/create-index-concurrently.js';
import { migrations } from './migration/migrations.js';

class AddNote1900000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE stream ADD COLUMN note text');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

class IndexComment1900000000001 implements MigrationInterface {
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await createIndexConcurrently(runner, 'rating_comment', 'ON rating (comment)');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

const withNote = [...migrations, AddNote1900000000000];
const withIndex = [...migrations, IndexComment1900000000001];

let database: TestDatabase;
/** A session of the running service. */
let service: pg.Client;
let other: pg.Client;

const connect = async () => {
  const client = new pg.Client(connectionOptions(database.url, 'service'));
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

beforeEach(async () => {
  database = await createTestDatabase();
  [service, other] = [await connect(), await connect()];
});

afterEach(async () => {
  await Promise.all([service.end(), other.end()]);
  await database.drop();
});

const isMigrating = async (sql: string) => {
  const { rowCount } = await other.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
       AND application_name = 'tripstream-migrate' AND state = 'active' AND query LIKE $1`,
    [sql],
  );
  return rowCount === 1;
};

describe('a migration that waits for a lock', () => {
  it('lets the requests behind it run again and again, and succeeds when the lock is free', async () => {
    await service.query('BEGIN');
    await service.query('SELECT * FROM stream');
    const migrated = migrateDatabase(database.url, { migrations: withNote });
    await until('the migration waits', () => isMigrating('ALTER TABLE stream%'));
    // This read queues behind the migration. It has its answer once the migration gives way,
    // within its lock time-out, although the transaction of the service is still open.
    await other.query('SELECT * FROM stream');
    await service.query('COMMIT');
    await migrated;
    await other.query('SELECT note FROM stream');
  });

  it('gives up at its deadline, in one sentence and without an effect', async () => {
    await service.query('BEGIN');
    await service.query('SELECT * FROM stream');
    const migrated = migrateDatabase(database.url, { migrations: withNote, deadlineMs: 1 });
    await expect(migrated).rejects.toThrow('waits for a lock that a long transaction holds');
    await service.query('COMMIT');
    await expect(other.query('SELECT note FROM stream')).rejects.toMatchObject({ code: '42703' });
  });
});

describe('an index that is created concurrently', () => {
  it('lets the service write meanwhile, and waits for an older transaction beyond the lock time-out', async () => {
    await service.query('BEGIN');
    await service.query(`INSERT INTO rating (trip_id, rater, ratee_id, stars)
      VALUES (gen_random_uuid(), 'rider', gen_random_uuid(), 5)`);
    const migrated = migrateDatabase(database.url, { migrations: withIndex });
    await until('the index is being created', () => isMigrating('CREATE INDEX CONCURRENTLY%'));
    await other.query(`INSERT INTO rating (trip_id, rater, ratee_id, stars)
      VALUES (gen_random_uuid(), 'rider', gen_random_uuid(), 5)`);
    await other.query('SELECT pg_sleep(1.2)');
    await service.query('COMMIT');
    await migrated;
    expect(await readIndex()).toEqual([{ indisvalid: true }]);
  });

  it('an index is created while other processes wait to migrate', async () => {
    const all = [1, 2, 3].map(() => migrateDatabase(database.url, { migrations: withIndex }));
    await Promise.all(all);
    expect(await readIndex()).toEqual([{ indisvalid: true }]);
  });

  it('replaces an invalid index that a crash left', async () => {
    await other.query('CREATE INDEX rating_comment ON rating (comment)');
    await other.query(
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'rating_comment'::regclass`,
    );
    await migrateDatabase(database.url, { migrations: withIndex });
    expect(await readIndex()).toEqual([{ indisvalid: true }]);
  });

  const readIndex = async () =>
    (
      await other.query(
        `SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('rating_comment')`,
      )
    ).rows as unknown[];
});

it('a process that waits for another one to migrate gives up at its deadline and names the session', async () => {
  await service.query('SELECT pg_advisory_lock(7014001)');
  const { rows } = await service.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const waiting = migrateDatabase(database.url, { deadlineMs: 1 });
  await expect(waiting).rejects.toThrow(`pg_terminate_backend(${rows[0]!.pid})`);
  await service.query('SELECT pg_advisory_unlock(7014001)');
  await migrateDatabase(database.url, { deadlineMs: 1 });
});
