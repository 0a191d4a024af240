import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { createDataSource } from '../create-data-source.js';
import { dataSourceOptions } from '../data-source-options.js';
import type { Transaction } from './transaction.js';
import { Transactions } from './transactions.js';

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
/** Somebody else at the same database. */
let other: pg.Client;
/** Idle connections that broke. */
let poolErrors = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const options = dataSourceOptions({
    url: database.url,
    entities: [],
    poolSize: 4,
    onPoolError: () => (poolErrors += 1),
  });
  dataSource = await createDataSource(options);
  transactions = new Transactions(dataSource);
  other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query('CREATE TABLE account_book (id int PRIMARY KEY, amount int NOT NULL)');
});

afterAll(async () => {
  await other.end();
  await dataSource.destroy();
  await database.drop();
});

beforeEach(async () => {
  await other.query('TRUNCATE account_book');
  await other.query('INSERT INTO account_book VALUES (1, 0), (2, 0)');
});

const amounts = async () =>
  (await other.query('SELECT amount FROM account_book ORDER BY id')).rows.map(
    ({ amount }) => amount as number,
  );

const add = (tx: Transaction, id: number) =>
  tx.query('UPDATE account_book SET amount = amount + 1 WHERE id = $1', [id]);

const kill = (pid: number) => other.query('SELECT pg_terminate_backend($1)', [pid]);

async function pidOf(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return row!.pid;
}

/** Resolves for everybody once `count` have come. */
function meeting(count: number): () => Promise<void> {
  let missing = count;
  let open: () => void = () => undefined;
  const complete = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (--missing <= 0) open();
    return complete;
  };
}

describe('two transactions that lock in opposite order', () => {
  it('both succeed: the one that Postgres ends is run again, whole', async () => {
    let attempts = 0;
    const bothHoldOne = meeting(2);
    const pay = (first: number, second: number) =>
      transactions.run(async (tx) => {
        attempts += 1;
        await add(tx, first);
        await bothHoldOne();
        await add(tx, second);
      });

    await Promise.all([pay(1, 2), pay(2, 1)]);

    expect(attempts).toBe(3);
    expect(await amounts()).toEqual([2, 2]);
  });
});

describe('a transaction that keeps meeting serialization failures', () => {
  it('is given up after a few attempts, and says that nothing was changed', async () => {
    let attempts = 0;
    const hopeless = transactions.run(async (tx) => {
      attempts += 1;
      await add(tx, 1);
      await tx.query(`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`);
    });
    await expect(hopeless).rejects.toMatchObject({ code: expect.anything() });
    expect(attempts).toBe(5);
    expect(await amounts()).toEqual([0, 0]);
  });
});

describe('an action for after the commit', () => {
  it('runs when everybody can see what was committed, not before', async () => {
    const seen: Promise<number[]>[] = [];
    await transactions.run(async (tx) => {
      await add(tx, 1);
      tx.afterCommit(() => seen.push(amounts()));
      expect(await amounts()).toEqual([0, 0]);
      expect(seen).toEqual([]);
    });
    expect(await Promise.all(seen)).toEqual([[1, 0]]);
  });

  it('never runs when the transaction rolls back', async () => {
    let told = 0;
    const refused = transactions.run(async (tx) => {
      await add(tx, 1);
      tx.afterCommit(() => (told += 1));
      throw new Error('refused');
    });
    await expect(refused).rejects.toThrow('refused');
    expect(told).toBe(0);
    expect(await amounts()).toEqual([0, 0]);
  });

  it('runs once when an attempt had to be repeated', async () => {
    let attempts = 0;
    let told = 0;
    await transactions.run(async (tx) => {
      tx.afterCommit(() => (told += 1));
      if (++attempts === 1) await tx.query(`DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`);
    });
    expect([attempts, told]).toEqual([2, 1]);
  });
});

describe('a connection killed inside a transaction', () => {
  it('is DATABASE_UNAVAILABLE, nothing was changed, and the pool goes on', async () => {
    const killed = transactions.run(async (tx) => {
      await add(tx, 1);
      await kill(await pidOf(tx));
      await add(tx, 2);
    });
    await expect(killed).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await amounts()).toEqual([0, 0]);
    await everyConnectionWorks();
  });

  it('at the commit is OUTCOME_UNKNOWN, and the pool goes on', async () => {
    const killed = transactions.run(async (tx) => {
      await add(tx, 1);
      const pid = await pidOf(tx);
      await kill(pid);
      await until('the session is gone', () => isGone(pid));
    });
    await expect(killed).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await everyConnectionWorks();
  });

  it('while it idles in the pool is nobody’s trouble', async () => {
    const pid = await transactions.run(pidOf);
    const before = poolErrors;
    await kill(pid);
    // Not when Postgres has ended it: until that is heard here, the pool may hand it out.
    await until('the pool has heard of it', () => poolErrors > before);
    await everyConnectionWorks();
  });
});

describe('a lock that is not given up', () => {
  it('ends the wait as DATABASE_UNAVAILABLE: busy, not broken', async () => {
    await other.query('BEGIN');
    await other.query('SELECT FROM account_book WHERE id = 1 FOR UPDATE');
    const waiting = transactions.run(async (tx) => {
      await tx.query("SET LOCAL lock_timeout = '50ms'");
      await add(tx, 1);
    });
    await expect(waiting).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await other.query('ROLLBACK');
    await everyConnectionWorks();
  });
});

describe('the time of a transaction', () => {
  it('goes on while it runs: after a lock wait it is the time after the wait', async () => {
    await transactions.run(async (tx) => {
      const before = await tx.now();
      await tx.query('SELECT pg_sleep(0.02)');
      expect((await tx.now()).getTime()).toBeGreaterThanOrEqual(before.getTime() + 20);
    });
  });
});

async function isGone(pid: number): Promise<boolean> {
  const found = await other.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid]);
  return found.rowCount === 0;
}

/** As many at once as the pool has room for, so that a broken one would be used, too. */
async function everyConnectionWorks(): Promise<void> {
  const all = meeting(4);
  const pids = Array.from({ length: 4 }, () =>
    transactions
      .run(async (tx) => {
        await all();
        return pidOf(tx);
      })
      // One that can't come must not keep the others waiting, with their connections.
      .finally(all),
  );
  expect(new Set(await Promise.all(pids)).size).toBe(4);
}
