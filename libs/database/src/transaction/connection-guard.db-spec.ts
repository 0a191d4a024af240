import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '#testing';
import { createDataSource } from '../create-data-source.js';
import { dataSourceOptions } from '../data-source-options.js';
import { connectionGuard, NestedConnectionError } from './connection-guard.js';
import { Transactions } from './transactions.js';

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(
    dataSourceOptions({ url: database.url, entities: [], poolSize: 2 }),
  );
  transactions = new Transactions(dataSource);
});

afterEach(() => {
  connectionGuard.setStrict(true);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('a call that holds a connection', () => {
  it('a transaction inside a transaction is refused before it waits for a connection', async () => {
    const nested = transactions.run(() => transactions.run(() => Promise.resolve(1)));
    await expect(nested).rejects.toThrow(NestedConnectionError);
  });

  it('a query of the pool inside a transaction is refused', async () => {
    const nested = transactions.run(async (tx) => {
      await tx.query('SELECT 1');
      return transactions.query('SELECT 1');
    });
    await expect(nested).rejects.toThrow(NestedConnectionError);
  });

  it('a call that is started inside a transaction and runs later is not refused', async () => {
    let release: () => void = () => undefined;
    const later = new Promise<void>((resolve) => (release = resolve));
    let background: Promise<unknown> = Promise.resolve();
    await transactions.run(async (tx) => {
      await tx.query('SELECT 1');
      background = later.then(() => transactions.query('SELECT 1 AS one'));
    });
    release();
    expect(await background).toEqual([{ one: 1 }]);
  });

  it('an action after the commit may use the pool', async () => {
    let answer: Promise<unknown> = Promise.resolve();
    await transactions.run((tx) => {
      tx.afterCommit(() => {
        answer = transactions.query('SELECT 2 AS two');
      });
      return Promise.resolve();
    });
    expect(await answer).toEqual([{ two: 2 }]);
  });

  it('production lets a nested call pass, and follows no path', async () => {
    connectionGuard.setStrict(false);
    const run = jest.spyOn(AsyncLocalStorage.prototype, 'run');
    const nested = transactions.run(() => transactions.query('SELECT 3 AS three'));
    expect(await nested).toEqual([{ three: 3 }]);
    expect(run).not.toHaveBeenCalled();
    run.mockRestore();
  });
});
