import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { cityHistorySchema } from '#contracts';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import { createTestDatabase, type TestDatabase } from '#testing';
import { CityHistoryReader, READ_STEPS } from './city-history.js';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

let database: TestDatabase;
let dataSource: DataSource;
let reader: CityHistoryReader;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(
    dataSourceOptions({ url: database.url, entities: [], poolSize: 2 }),
  );
  reader = new CityHistoryReader(new Transactions(dataSource));
});

beforeEach(() => dataSource.query('TRUNCATE trip'));

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

interface Past {
  status: string;
  requested: number;
  assigned?: number;
  ended?: number;
  lat?: number;
}

/** Inserts a trip with its times in minutes before noon. */
async function insertTrip({ status, requested, assigned, ended, lat = 40.75 }: Past) {
  const requestedAt = minutesAgo(requested);
  const position = JSON.stringify({ lat, lng: -73.98 });
  await dataSource.query(
    `INSERT INTO trip (id, rider_id, rider, status, version, pickup, dropoff, fare, cancel_fee,
      distance_meters, duration_seconds, pin, excluded_driver_ids, matching_since,
      matching_deadline, requested_at, assigned_at, ended_at)
    VALUES ($1, gen_random_uuid(), '{}', $2, 1, $3, $3, '{}', '{}', 1, 1, '1234', '{}', $4, $4,
      $4, $5, $6)`,
    [
      uuidv7({ msecs: requestedAt.getTime() }),
      status,
      position,
      requestedAt,
      assigned === undefined ? null : minutesAgo(assigned),
      ended === undefined ? null : minutesAgo(ended),
    ],
  );
}

describe('CityHistoryReader', () => {
  it('counts requests, waiting riders, rides and ends in the step in which they were', async () => {
    await insertTrip({ status: 'completed', requested: 59.5, assigned: 57.5, ended: 30.5 });
    await insertTrip({ status: 'no_drivers_available', requested: 59.5, ended: 54.5 });
    await insertTrip({ status: 'matching', requested: 0.5 });
    const history = await reader.read(60, NOW);
    expect(cityHistorySchema.parse(history)).toEqual(history);
    expect(history).toMatchObject({ stepSeconds: 60, isPartial: false });
    expect(history.waiting).toMatchObject([{ since: minutesAgo(0.5).toISOString() }]);
    expect(history.steps).toHaveLength(60);
    expect(history.steps[0]).toMatchObject({ requested: 2, waiting: 2, riding: 0 });
    expect(history.steps[3]).toMatchObject({ requested: 0, waiting: 1, riding: 1 });
    expect(history.steps[5]).toMatchObject({ waiting: 0, failed: 1 });
    expect(history.steps[29]).toMatchObject({ riding: 0, completed: 1 });
    expect(history.steps[59]).toMatchObject({ requested: 1, waiting: 1 });
  });

  it('counts the requests of a cell by the place of their pickup', async () => {
    await insertTrip({ status: 'completed', requested: 30.5, assigned: 29, ended: 20 });
    await insertTrip({ status: 'cancelled', requested: 30.4, ended: 29, lat: 40.7501 });
    await insertTrip({ status: 'matching', requested: 30.3, lat: 40.79 });
    const { cells } = await reader.read(60, NOW);
    expect(cells.map(({ step, requested, failed }) => [step, requested, failed])).toEqual([
      [29, 2, 1],
      [29, 1, 0],
    ]);
    expect(cells[0]?.position.lat).toBeCloseTo(40.752, 2);
  });

  it('reads no trip that is older than the period', async () => {
    await insertTrip({ status: 'completed', requested: 20, ended: 10 });
    await dataSource.query('VACUUM ANALYZE trip');
    const before = await countBuffers();
    for (let index = 0; index < 300; index++) {
      await insertTrip({ status: 'completed', requested: 2000 + index, ended: 1990 });
    }
    await dataSource.query('VACUUM ANALYZE trip');
    const { steps } = await reader.read(60, NOW);
    expect(steps.reduce((sum, { requested }) => sum + requested, 0)).toBe(1);
    expect(await countBuffers()).toBeLessThan(before + 10);
  });
});

/** The pages that the counts of the last hour read, by the plan of the statement. */
async function countBuffers(): Promise<number> {
  const firstId = uuidv7({ msecs: minutesAgo(60).getTime() });
  const [row] = await dataSource.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }[]>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT json) ${READ_STEPS}`,
    [firstId, minutesAgo(60), 60],
  );
  const plan = row?.['QUERY PLAN'][0].Plan;
  return (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
}
