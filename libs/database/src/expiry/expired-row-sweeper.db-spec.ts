import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Metrics } from '#platform';
import { createTestDatabase, type TestDatabase } from '#testing';
import { createDataSource } from '../create-data-source.js';
import { dataSourceOptions } from '../data-source-options.js';
import { Transactions } from '../transaction/transactions.js';
import { EXPIRY_START, ExpiredRowDeleter } from './expired-row-deleter.js';
import { ExpiredRowSweeper, ExpiryRules } from './expired-row-sweeper.js';

const BACKLOG = 60_500;
const OLD_SECONDS = 7_200;

const rule = { table: 'note', endedAt: 'ended_at', keepSeconds: 3_600 };

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
let deleter: ExpiredRowDeleter;
let metrics: Metrics;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(
    dataSourceOptions({ url: database.url, entities: [], poolSize: 8 }),
  );
  transactions = new Transactions(dataSource);
  deleter = new ExpiredRowDeleter(transactions);
  await dataSource.query('CREATE TABLE note (id serial PRIMARY KEY, ended_at timestamptz)');
  await dataSource.query('CREATE INDEX ON note (ended_at)');
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

beforeEach(async () => {
  await dataSource.query('TRUNCATE note');
  metrics = new Metrics();
});

const startSweeper = (rules = [rule]) =>
  new ExpiredRowSweeper(transactions, new ExpiryRules(rules), metrics);

describe('ExpiredRowDeleter', () => {
  it('a backlog ends in bounded batches, of which each begins where the one before ended', async () => {
    await insert({ count: BACKLOG, secondsAgo: OLD_SECONDS });
    const cutoff = await deleter.readCutoff(rule);
    const batches: number[] = [];
    let from: string | null = EXPIRY_START;
    while (from !== null) {
      const { rows, next } = await deleter.deleteBatch(rule, { from, cutoff }, 1_000);
      batches.push(rows);
      if (next !== null) expect(await count(`ended_at < '${next}'`)).toBe(0);
      from = next;
    }
    expect(batches).toEqual([...Array<number>(60).fill(1_000), 500]);
    expect(await count()).toBe(0);
  });

  it('rows that ended at the same moment are deleted, though they are more than a batch', async () => {
    await dataSource.query(
      `INSERT INTO note (ended_at) SELECT now() - interval '1 day' FROM generate_series(1, 25)`,
    );
    const cutoff = await deleter.readCutoff(rule);
    let from: string | null = EXPIRY_START;
    while (from !== null) ({ next: from } = await deleter.deleteBatch(rule, { from, cutoff }, 10));
    expect(await count()).toBe(0);
  });

  it('a process deletes no row while another one deletes, and doesn’t wait for it', async () => {
    await insert({ count: 10, secondsAgo: OLD_SECONDS });
    const range = { from: EXPIRY_START, cutoff: await deleter.readCutoff(rule) };
    const other = dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query('SELECT pg_advisory_xact_lock(7014004)');
    expect(await deleter.deleteBatch(rule, range, 10)).toEqual({ rows: 0, next: null });
    await other.rollbackTransaction();
    await other.release();
    expect((await deleter.deleteBatch(rule, range, 10)).rows).toBe(10);
  });
});

describe('ExpiredRowSweeper', () => {
  it('a sweep deletes what was kept long enough, and counts it', async () => {
    await insert({ count: 2_500, secondsAgo: OLD_SECONDS });
    await insert({ count: 3, secondsAgo: 60 });
    await dataSource.query('INSERT INTO note (ended_at) VALUES (NULL)');
    expect(await startSweeper().sweep()).toEqual(new Map([['note', 2_500]]));
    expect(await count()).toBe(4);
    const { values } = await metrics.expiredRows.get();
    expect(values).toMatchObject([{ labels: { table: 'note' }, value: 2_500 }]);
  });

  it('two processes that sweep at the same time delete each row once', async () => {
    await insert({ count: BACKLOG, secondsAgo: OLD_SECONDS });
    const both = await Promise.all([startSweeper().sweep(), startSweeper().sweep()]);
    const rest = await startSweeper().sweep();
    const total = [...both, rest].reduce((sum, deleted) => sum + (deleted.get('note') ?? 0), 0);
    expect(total).toBe(BACKLOG);
    expect(await count()).toBe(0);
  });

  it('a row that a request holds is skipped, and the next sweep deletes it', async () => {
    await insert({ count: 10, secondsAgo: OLD_SECONDS });
    const request = dataSource.createQueryRunner();
    await request.startTransaction();
    await request.query('SELECT FROM note LIMIT 1 FOR NO KEY UPDATE');
    expect((await startSweeper().sweep()).get('note')).toBe(9);
    await request.rollbackTransaction();
    await request.release();
    expect((await startSweeper().sweep()).get('note')).toBe(1);
  });

  it('a table that fails doesn’t keep the others', async () => {
    await insert({ count: 1, secondsAgo: OLD_SECONDS });
    const broken = { table: 'missing', endedAt: 'ended_at', keepSeconds: 1 };
    expect((await startSweeper([broken, rule]).sweep()).get('note')).toBe(1);
  });
});

/** Inserts rows that ended a millisecond after each other, the last `secondsAgo`. */
const insert = (rows: { count: number; secondsAgo: number }) =>
  dataSource.query(
    `INSERT INTO note (ended_at)
     SELECT now() - make_interval(secs => $2 + n / 1000.0) FROM generate_series(1, $1::int) n`,
    [rows.count, rows.secondsAgo],
  );

async function count(condition = 'true'): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM note WHERE ${condition}`,
  );
  return row!.count;
}
