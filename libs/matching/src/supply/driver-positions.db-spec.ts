import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Transactions, createDataSource, dataSourceOptions, type Transaction } from '#database';
import { DomainError } from '#platform';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { DriverPositions } from './driver-positions.js';

const ada = '00000000-0000-7000-8000-00000000000a';
const bob = '00000000-0000-7000-8000-00000000000b';

describe('positions of drivers', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let transactions: Transactions;
  let positions: DriverPositions;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
    transactions = new Transactions(dataSource);
  });

  beforeEach(async () => {
    await transactions.query('TRUNCATE driver_position');
    positions = new DriverPositions(transactions);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const latOf = async (driverId: string): Promise<number | undefined> => {
    const sql = 'SELECT lat FROM driver_position WHERE driver_id = $1';
    const [row] = await transactions.query<{ lat: number }>(sql, [driverId]);
    return row?.lat;
  };
  const flush = () => positions.beforeApplicationShutdown();

  it('are the latest ones that came, also from a phone whose clock is two hours behind', async () => {
    const recordedAt = new Date(Date.now() - 7_200_000).toISOString();
    await positions.record(ada, [{ lat: 1, lng: 1 }]);
    await positions.record(ada, [{ lat: 2, lng: 1, recordedAt }]);
    await flush();
    expect(await latOf(ada)).toBe(2);
  });

  it('of those sent together are the newest', async () => {
    const at = (second: number) => new Date(1e12 + second * 1000).toISOString();
    await positions.record(ada, [
      { lat: 2, lng: 1, recordedAt: at(2) },
      { lat: 1, lng: 1, recordedAt: at(1) },
    ]);
    await flush();
    expect(await latOf(ada)).toBe(2);
  });

  it('that the database refuses hold up nobody else’s', async () => {
    await positions.record(ada, [{ lat: 1, lng: 1 }]);
    await positions.record('no uuid', [{ lat: 1, lng: 1 }]);
    await flush();
    await positions.record(bob, [{ lat: 3, lng: 1 }]);
    await flush();
    expect(await latOf(bob)).toBe(3);
  });

  it('are written later, without being asked again, when the database was away', async () => {
    const { query } = transactions;
    await positions.record(bob, [{ lat: 1, lng: 1 }]);
    transactions.query = () => dataSource.query('SELECT 1 FROM pg_sleep(0)').then(failAway);
    await positions.record(ada, [{ lat: 4, lng: 1 }]);
    await flush();
    await expect(positions.record(bob, [{ lat: 2, lng: 1 }])).rejects.toThrow('away');
    transactions.query = query;
    await until('it is written', async () => (await latOf(ada)) === 4);
  });

  it('said with the availability are there when it commits, and stay', async () => {
    await positions.record(bob, [{ lat: 1, lng: 1 }]);
    await positions.record(ada, [{ lat: 5, lng: 1 }]);
    await transactions.run((tx: Transaction) => positions.write(tx, ada, { lat: 6, lng: 1 }));
    expect(await latOf(ada)).toBe(6);
    await flush();
    expect(await latOf(ada)).toBe(6);
  });
});

function failAway(): never {
  throw new DomainError('DATABASE_UNAVAILABLE', 'The database is away.');
}
