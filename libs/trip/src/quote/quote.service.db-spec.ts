import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Quote } from '#contracts';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import { TravelEstimator, generateGrid } from '#geo';
import { CityPlaces } from '#places';
import { Settings } from '#platform';
import { createTestDatabase, type TestDatabase } from '#testing';
import type { PickupEstimates } from './pickup-estimates.js';
import { QuoteRepository } from './quote.repository.js';
import { QuoteService } from './quote.service.js';

const riderId = randomUUID();
const route = {
  pickup: { lat: 40.7549, lng: -73.984 },
  dropoff: { lat: 40.7614, lng: -73.9776 },
};

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
  transactions = new Transactions(dataSource);
});

afterAll(async () => {
  jest.restoreAllMocks();
  await dataSource.destroy();
  await database.drop();
});

function createService(pickupSeconds: number | null = 90) {
  const pickups: PickupEstimates = { estimateSeconds: () => Promise.resolve(pickupSeconds) };
  const settings = Settings.from({});
  const stored = new QuoteRepository(transactions, settings);
  const city = generateGrid();
  const [travel, places] = [new TravelEstimator(city), new CityPlaces(city)];
  return new QuoteService(travel, places, pickups, stored, settings);
}

const createAlone = (service = createService()) =>
  transactions.run((tx) => service.create(riderId, route, tx));
const createShared = (service = createService()) => service.create(riderId, route);

/** @returns the first word of each statement */
async function listStatements(work: () => Promise<unknown>): Promise<string[]> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  await work();
  const statements = query.mock.calls.map(([first]) => textOf(first).trim().split(' ')[0] ?? '');
  query.mockRestore();
  return statements;
}

describe('A quote', () => {
  it.each([
    ['in the transaction of its command', createAlone],
    ['together with others', createShared],
  ])('a quote %s is stored as it was answered, and holds for five minutes', async (_, create) => {
    const [{ before } = { before: new Date(NaN) }] = await transactions.query<{ before: Date }>(
      'SELECT clock_timestamp()::timestamptz(3) AS before',
    );
    const { id, expiresAt, shared, ...answer } = await create();
    expect(shared).toBeNull();
    const [stored] = await transactions.query<Record<string, unknown>>(
      `SELECT rider_id AS "riderId", pickup, dropoff, pickup_name AS "pickupName",
         dropoff_name AS "dropoffName", fare, distance_meters AS "distanceMeters",
         duration_seconds AS "durationSeconds", pickup_eta_seconds AS "pickupEtaSeconds",
         expires_at AS "expiresAt", trip_id AS "tripId" FROM quote WHERE id = $1`,
      [id],
    );
    expect(stored).toEqual({
      riderId,
      ...route,
      ...answer,
      expiresAt: new Date(expiresAt),
      tripId: null,
    });
    expect(Date.parse(expiresAt)).toBeGreaterThanOrEqual(before.getTime() + 300_000);
  });

  it('a quote has no pickup time when no driver is within reach', async () => {
    expect(await createShared(createService(null))).toMatchObject({ pickupEtaSeconds: null });
  });

  it('costs one statement within its transaction', async () => {
    await createAlone();
    // BEGIN goes with the first statement (ADR 0027).
    expect(await listStatements(createAlone)).toEqual(['WITH', 'COMMIT']);
  });

  it('quotes that come at the same time share two statements, and each is stored', async () => {
    const service = createService();
    await createShared(service);
    let quotes: Quote[] = [];
    const statements = await listStatements(async () => {
      quotes = await Promise.all(Array.from({ length: 200 }, () => createShared(service)));
    });
    expect(statements.length).toBeLessThanOrEqual(2);
    const ids = quotes.map(({ id }) => id);
    const [row] = await transactions.query<{ count: number }>(
      'SELECT count(*)::int FROM quote WHERE id = ANY($1::uuid[])',
      [ids],
    );
    expect(new Set(ids).size).toBe(200);
    expect(row?.count).toBe(200);
  });
});

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : (query as { text: string }).text;
