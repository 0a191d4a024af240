import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
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
/** A second connection to the same database, outside the pool. */
let other: pg.Client;
/** The number of idle pool connections that broke. */
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

/** A barrier: each caller waits until `count` callers have arrived. */
function createBarrier(count: number): () => Promise<void> {
  let missing = count;
  let open: () => void = () => undefined;
  const complete = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (--missing <= 0) open();
    return complete;
  };
}

describe('two transactions that lock in opposite order', () => {
  it('two transactions in a deadlock both succeed, because the aborted one runs again', async () => {
    let attempts = 0;
    const bothHoldOne = createBarrier(2);
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
  it('a transaction gives up after five serialization failures and leaves no change', async () => {
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
  it('an after-commit action runs when other connections see the changes, not before', async () => {
    const seen: Promise<number[]>[] = [];
    await transactions.run(async (tx) => {
      await add(tx, 1);
      tx.afterCommit(() => seen.push(amounts()));
      expect(await amounts()).toEqual([0, 0]);
      expect(seen).toEqual([]);
    });
    expect(await Promise.all(seen)).toEqual([[1, 0]]);
  });

  it('an after-commit action never runs when the transaction rolls back', async () => {
    let runs = 0;
    const refused = transactions.run(async (tx) => {
      await add(tx, 1);
      tx.afterCommit(() => (runs += 1));
      throw new Error('refused');
    });
    await expect(refused).rejects.toThrow('refused');
    expect(runs).toBe(0);
    expect(await amounts()).toEqual([0, 0]);
  });

  it('an after-commit action runs once when the transaction was repeated', async () => {
    let attempts = 0;
    let runs = 0;
    await transactions.run(async (tx) => {
      tx.afterCommit(() => (runs += 1));
      if (++attempts === 1) await tx.query(`DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`);
    });
    expect([attempts, runs]).toEqual([2, 1]);
  });
});

describe('a killed connection', () => {
  it('a connection killed in a transaction fails it as DATABASE_UNAVAILABLE without a change', async () => {
    const killed = transactions.run(async (tx) => {
      await add(tx, 1);
      await kill(await pidOf(tx));
      await add(tx, 2);
    });
    await expect(killed).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await amounts()).toEqual([0, 0]);
    await everyConnectionWorks();
  });

  it('a connection killed at the commit fails the transaction as OUTCOME_UNKNOWN', async () => {
    const killed = transactions.run(async (tx) => {
      await add(tx, 1);
      const pid = await pidOf(tx);
      await kill(pid);
      await until('the session is gone', () => isGone(pid));
    });
    await expect(killed).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await everyConnectionWorks();
  });

  it('a connection killed while it idles in the pool fails no transaction', async () => {
    const pid = await transactions.run(pidOf);
    const before = poolErrors;
    await kill(pid);
    // The test waits for the pool's error event. The end of the backend is too early: until the
    // event arrives, the pool may still hand the connection out.
    await until('the pool has dropped the connection', () => poolErrors > before);
    await everyConnectionWorks();
  });
});

describe('a statement that is sent with the commit', () => {
  const addLast = (tx: Transaction, id: number) => {
    const text = 'UPDATE account_book SET amount = amount + 1 WHERE id = $1';
    tx.sendWithCommit({ name: 'add-last', text }, [id]);
  };
  const failLast = (tx: Transaction) => {
    tx.sendWithCommit({ name: 'fail-last', text: 'SELECT 1 / $1::int' }, [0]);
  };

  /** @returns the statements that a transaction sends */
  async function listStatements(
    work: (tx: Transaction) => Promise<void> | void,
  ): Promise<string[]> {
    const query = jest.spyOn(pg.Client.prototype, 'query');
    await transactions.run(work);
    const texts = query.mock.calls.map(([sent]: unknown[]) =>
      typeof sent === 'string' ? sent : (sent as { text: string }).text,
    );
    query.mockRestore();
    return texts.map((text) => text.split(' ')[0] ?? '');
  }

  it('such a statement is a transaction by itself when no other statement runs', async () => {
    // The first transactions open the connections of the pool.
    await everyConnectionWorks();
    const sent = await listStatements((tx) => {
      addLast(tx, 1);
    });
    expect(sent).toEqual(['UPDATE']);
    expect(await amounts()).toEqual([1, 0]);
  });

  it('follows the other statements and commits with them', async () => {
    await everyConnectionWorks();
    const sent = await listStatements(async (tx) => {
      addLast(tx, 2);
      await add(tx, 1);
    });
    // BEGIN goes with the first statement.
    expect(sent).toEqual(['UPDATE', 'UPDATE', 'COMMIT']);
    expect(await amounts()).toEqual([1, 1]);
  });

  it('takes the whole transaction back when it fails, and leaves the connection usable', async () => {
    let actions = 0;
    const failed = transactions.run(async (tx) => {
      tx.afterCommit(() => (actions += 1));
      await add(tx, 1);
      addLast(tx, 2);
      failLast(tx);
    });
    await expect(failed).rejects.toMatchObject({ code: '22012' });
    expect(await amounts()).toEqual([0, 0]);
    expect(actions).toBe(0);
    await everyConnectionWorks();
  });

  it('such a statement does not commit when the work has ignored the error of a statement', async () => {
    const failed = transactions.run(async (tx) => {
      await add(tx, 1);
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(failed).rejects.toThrow('A failed transaction was committed.');
    expect(await amounts()).toEqual([0, 0]);
    await everyConnectionWorks();
  });

  it('lets no statement run outside of a transaction that could not begin', async () => {
    const failed = transactions.run(
      async (tx) => {
        await Promise.all([add(tx, 1), add(tx, 2)]);
      },
      { isolation: 'NO SUCH LEVEL' as 'READ COMMITTED' },
    );
    await expect(failed).rejects.toMatchObject({ code: '42601' });
    expect(await amounts()).toEqual([0, 0]);
    await everyConnectionWorks();
  });
});

describe('a BEGIN that is sent with the first statement', () => {
  /** Fills the pool with connections that have prepared BEGIN. */
  beforeEach(async () => {
    await everyConnectionWorks();
    await everyConnectionWorks();
  });

  it('lets the statement read in the isolation level of the transaction', async () => {
    const read = (tx: Transaction) =>
      tx.query<{ level: string }>("SELECT current_setting('transaction_isolation') AS level");
    for (const isolation of ['REPEATABLE READ', 'READ COMMITTED'] as const) {
      await transactions.run(read, { isolation });
      const [row] = await transactions.run(read, { isolation });
      expect(row!.level).toBe(isolation.toLowerCase());
    }
  });

  it('rolls back what the first statement did', async () => {
    const refused = transactions.run(async (tx) => {
      await add(tx, 1);
      throw new Error('refused');
    });
    await expect(refused).rejects.toThrow('refused');
    expect(await amounts()).toEqual([0, 0]);
  });

  it('keeps the connection after a first statement that fails', async () => {
    let pid = 0;
    await transactions.run(async (tx) => (pid = await pidOf(tx)));
    await expect(transactions.run((tx) => tx.query('SELECT 1 / 0'))).rejects.toMatchObject({
      code: '22012',
    });
    expect(await isGone(pid)).toBe(false);
    await everyConnectionWorks();
  });

  it('skips the first statement and those behind it when BEGIN fails', async () => {
    const pid = await transactions.run(async (tx) => {
      await tx.query('DEALLOCATE "START TRANSACTION"');
      return pidOf(tx);
    });
    const all = await Promise.allSettled(
      Array.from({ length: 4 }, () =>
        transactions.run((tx) => Promise.all([add(tx, 1), add(tx, 2)])),
      ),
    );
    const failures = all.filter(({ status }) => status === 'rejected');
    expect(failures).toHaveLength(1);
    // The three transactions on the other connections have committed.
    expect(await amounts()).toEqual([3, 3]);
    const before = poolErrors;
    await kill(pid);
    await until('the pool has dropped the connection', () => poolErrors > before);
    await everyConnectionWorks();
  });

  it('runs several statements in one text behind a BEGIN of its own', async () => {
    await transactions.run(async (tx) => {
      await tx.query(
        'UPDATE account_book SET amount = 7 WHERE id = 1; UPDATE account_book SET amount = 8 WHERE id = 2',
      );
    });
    expect(await amounts()).toEqual([7, 8]);
  });

  it('commits a transaction without a statement', async () => {
    await transactions.run((tx) => {
      expect(tx.manager).toBeDefined();
    });
    await everyConnectionWorks();
  });
});

describe('a lock that is not given up', () => {
  it('a wait beyond the lock timeout fails as DATABASE_UNAVAILABLE and keeps the connection', async () => {
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
  it('the time of a transaction advances while the transaction runs', async () => {
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

/**
 * Runs as many transactions at once as the pool has connections, so that a broken one would be
 * used.
 */
async function everyConnectionWorks(): Promise<void> {
  const all = createBarrier(4);
  const pids = Array.from({ length: 4 }, () =>
    transactions
      .run(async (tx) => {
        await all();
        return pidOf(tx);
      })
      // A transaction that fails still counts at the barrier. Otherwise the others would wait
      // and keep their connections.
      .finally(all),
  );
  expect(new Set(await Promise.all(pids)).size).toBe(4);
}
