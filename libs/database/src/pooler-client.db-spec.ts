import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import {
  createTestDatabase,
  hasPgBouncer,
  startPgBouncer,
  type PgBouncer,
  type TestDatabase,
} from '#testing';
import { createDataSource } from './create-data-source.js';
import { dataSourceOptions } from './data-source-options.js';
import { openDatabase } from './open-database.js';
import { Transactions } from './transaction/transactions.js';

const SHOW_LIMITS = `
  SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
    current_setting('idle_in_transaction_session_timeout') AS idle`;
const SHORT = { statement: 400, lock: 300 };

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;

function defineBehaviour(): void {
  it('a client of a pooler has the time limits in every transaction, also in that of a single statement', async () => {
    const limits = { statement: '400ms', lock: '300ms', idle: '10s' };
    expect(await transactions.run((tx) => tx.query(SHOW_LIMITS))).toEqual([limits]);
    expect(await transactions.query(SHOW_LIMITS)).toEqual([limits]);
    await expect(transactions.query('SELECT pg_sleep(5)')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  });

  it('runs a frequent statement in whatever session it gets', async () => {
    const statement = { name: 'pooled-sum', text: 'SELECT $1::int + 1 AS sum' };
    const runs = Array.from({ length: 40 }, (_, i) =>
      transactions.run(async (tx) => {
        const [row] = await tx.query<{ sum: number }>(statement, [i]);
        await tx.query('SELECT pg_sleep(0.002)');
        return row?.sum;
      }),
    );
    expect(await Promise.all(runs)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const prepared = await transactions.query('SELECT name FROM pg_prepared_statements');
    expect(prepared).toEqual([]);
  });

  it('keeps the isolation level of a transaction', async () => {
    const level = `SELECT current_setting('transaction_isolation') AS level`;
    const options = { isolation: 'REPEATABLE READ' } as const;
    const answer = await transactions.run((tx) => tx.query(level), options);
    expect(answer).toEqual([{ level: 'repeatable read' }]);
  });

  it.each([
    'SET statement_timeout = 0',
    'LISTEN channel',
    'SELECT pg_advisory_lock(1)',
    'SELECT pg_try_advisory_lock(1)',
    `SELECT set_config('lock_timeout', '0', false)`,
  ])('refuses a statement whose effect would stay in the session: %s', async (sql) => {
    await expect(transactions.query(sql)).rejects.toThrow('needs a session');
    await expect(transactions.run((tx) => tx.query(sql))).rejects.toThrow('needs a session');
  });

  it('leaves no setting in the session', async () => {
    const before = await readSettings();
    await transactions.run((tx) => tx.query('SELECT 1'));
    expect(await readSettings()).toEqual(before);
    expect(before).toEqual([]);
  });
}

/** Reads the settings of the session that don't come from the configuration of the server. */
async function readSettings(): Promise<unknown[]> {
  return dataSource.query<unknown[]>(
    `SELECT name, setting FROM pg_settings WHERE source = 'session' AND name LIKE '%timeout'`,
  );
}

async function open(url: string): Promise<void> {
  const options = { url, entities: [], poolSize: 8, isPooled: true, timeouts: SHORT };
  dataSource = await createDataSource(dataSourceOptions(options));
  transactions = new Transactions(dataSource);
}

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('a connection for a pooler, directly at the server', () => {
  beforeAll(() => open(database.url));
  afterAll(() => dataSource.destroy());

  defineBehaviour();
});

// PgBouncer is a program of the system: the description names the reason when it is left out.
const throughPgBouncer = hasPgBouncer ? describe : describe.skip;
throughPgBouncer('a connection through PgBouncer in transaction mode', () => {
  let pooler: PgBouncer;

  beforeAll(async () => {
    pooler = await startPgBouncer(database.url);
    await open(pooler.url);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await pooler.stop();
  });

  defineBehaviour();

  it('a pooler is used when DATABASE_DIRECT_URL leads to the server itself', async () => {
    const opened = await openDatabase({
      url: pooler.url,
      directUrl: database.url,
      dataDir: '',
      onLost: () => undefined,
    });
    expect(opened).toMatchObject({ url: pooler.url, directUrl: database.url, isPooled: true });
  });

  it.each([
    ['DATABASE_URL', () => ({ url: pooler.url })],
    ['DATABASE_DIRECT_URL', () => ({ url: pooler.url, directUrl: pooler.url })],
  ])('a pooler is refused as %s where a session is needed', async (setting, urls) => {
    const opening = openDatabase({ ...urls(), dataDir: '', onLost: () => undefined });
    await expect(opening).rejects.toThrow(`${setting}: a connection pooler answers there`);
  });

  it('a pooler is detected also when it ignores the start-up parameters', async () => {
    const lenient = await startPgBouncer(
      database.url,
      `ignore_startup_parameters = statement_timeout,lock_timeout,idle_in_transaction_session_timeout`,
    );
    const opening = openDatabase({ url: lenient.url, dataDir: '', onLost: () => undefined });
    await expect(opening).rejects.toThrow('a connection pooler answers there');
    await lenient.stop();
  });
});
