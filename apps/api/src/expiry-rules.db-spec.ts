import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import {
  ExpiredRowSweeper,
  ExpiryRules,
  Transactions,
  answerExpiry,
  createDataSource,
  dataSourceOptions,
} from '#database';
import { Metrics } from '#platform';
import { createTestDatabase, type TestDatabase } from '#testing';
import { expiryRules } from './app.module.js';

const rules = [answerExpiry, ...expiryRules];

/** Inserts `$1` rows that ended `$2` seconds ago. */
const inserts: Record<string, string> = {
  idempotent_answer: `INSERT INTO idempotent_answer (user_id, method, path, key, body_hash, created_at)
    SELECT 'u', 'POST', '/', gen_random_uuid(), '', ended_at FROM ended`,
  revoked_token: `INSERT INTO revoked_token (token_id, expires_at)
    SELECT gen_random_uuid(), ended_at FROM ended`,
  quote: `INSERT INTO quote (id, rider_id, pickup, dropoff, fare, distance_meters, duration_seconds,
      expires_at)
    SELECT gen_random_uuid(), gen_random_uuid(), '{}', '{}', '{}', 1, 1, ended_at FROM ended`,
  trip_share: `INSERT INTO trip_share (id, trip_id, token_hash, created_at, expires_at)
    SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), ended_at FROM ended`,
};
const tables = Object.keys(inserts);

const HOUR = 3_600;

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

beforeEach(() => dataSource.query(`TRUNCATE ${tables.join(', ')}`));

describe('the rows that expire', () => {
  it('every rule has an index on its expression, so that a batch costs its rows', async () => {
    expect(rules.map(({ table }) => table).sort()).toEqual([...tables].sort());
    for (const { table, endedAt } of rules) {
      await insert(table, { count: 5_000, secondsAgo: HOUR });
      await dataSource.query(`ANALYZE ${table}`);
      const [plan] = await dataSource.query<{ 'QUERY PLAN': string }[]>(
        `EXPLAIN SELECT ctid FROM ${table} WHERE ${endedAt} < now() - interval '1 day'
         ORDER BY ${endedAt}`,
      );
      expect(plan!['QUERY PLAN']).toMatch(/^Index Scan using/);
    }
  });

  it.each(tables)('%s loses the rows that ended a day ago and no other', async (table) => {
    await insert(table, { count: 5, secondsAgo: 25 * HOUR });
    await insert(table, { count: 3, secondsAgo: 23 * HOUR });
    await insert(table, { count: 2, secondsAgo: -HOUR });
    expect((await sweep()).get(table)).toBe(5);
    expect((await sweep()).get(table)).toBe(0);
  });

  it('a revoked link counts from its revocation', async () => {
    await insert('trip_share', { count: 2, secondsAgo: -48 * HOUR });
    await dataSource.query(`UPDATE trip_share SET revoked_at = now() - interval '25 hours'
      WHERE id = (SELECT id FROM trip_share LIMIT 1)`);
    expect((await sweep()).get('trip_share')).toBe(1);
  });
});

const sweep = () =>
  new ExpiredRowSweeper(
    new Transactions(dataSource),
    new ExpiryRules(rules),
    new Metrics(),
  ).sweep();

const insert = (table: string, rows: { count: number; secondsAgo: number }) =>
  dataSource.query(
    `WITH ended AS (
       SELECT now() - make_interval(secs => $2 + n / 1000.0) AS ended_at
       FROM generate_series(1, $1::int) n)
     ${inserts[table] ?? ''}`,
    [rows.count, rows.secondsAgo],
  );
