import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import { createTestDatabase, type TestDatabase } from '#testing';
import { CityCounter, COUNT_CITY } from './city-counts.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(
    dataSourceOptions({ url: database.url, entities: [], poolSize: 2 }),
  );
  await fillCity();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('CityCounter', () => {
  it('counts what is under way, at a cost that ended trips don’t raise', async () => {
    const underWay = { trips: { matching: 30 }, drivers: { online: 20 }, offers: { pending: 10 } };
    const counter = new CityCounter(new Transactions(dataSource));
    await addHistory(2_000);
    expect(await counter.count()).toEqual(underWay);
    const before = await countBuffers();
    await addHistory(40_000);
    expect(await counter.count()).toEqual(underWay);
    // A scan of the tables would read more than a thousand buffers more.
    expect(await countBuffers()).toBeLessThan(before + 20);
  });
});

/** The pages that one count reads, from the plan that it runs with. */
async function countBuffers(): Promise<number> {
  const [row] = await dataSource.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }[]>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT json) ${COUNT_CITY}`,
  );
  const plan = row!['QUERY PLAN'][0].Plan;
  return plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!;
}

async function fillCity(): Promise<void> {
  await insertTrips('matching', 30);
  await insertDrivers('online', 20);
  await insertOffers('pending', 10);
}

async function addHistory(count: number): Promise<void> {
  await insertTrips('completed', count);
  await insertDrivers('offline', count);
  await insertOffers('accepted', count);
  for (const table of ['trip', 'driver', 'offer'])
    await dataSource.query(`VACUUM ANALYZE ${table}`);
}

const insertTrips = (status: string, count: number) =>
  dataSource.query(
    `INSERT INTO trip (id, rider_id, rider, status, version, pickup, dropoff, fare, cancel_fee,
       distance_meters, duration_seconds, pin, excluded_driver_ids, matching_since,
       matching_deadline, requested_at)
     SELECT gen_random_uuid(), gen_random_uuid(), '{}', $1, 1, '{}', '{}', '{}', '{}', 1, 1, '0', '{}',
       now(), now(), now() FROM generate_series(1, $2::int)`,
    [status, count],
  );

const insertDrivers = (availability: string, count: number) =>
  dataSource.query(
    `INSERT INTO driver (id, name, availability)
     SELECT gen_random_uuid(), 'D', $1 FROM generate_series(1, $2::int)`,
    [availability, count],
  );

const insertOffers = (status: string, count: number) =>
  dataSource.query(
    `INSERT INTO offer (id, trip_id, driver_id, status, exclusive, ride, pickup_eta_seconds,
       pickup_distance_meters, created_at, expires_at)
     SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, true, '{}', 1, 1, now(), now()
     FROM generate_series(1, $2::int)`,
    [status, count],
  );
