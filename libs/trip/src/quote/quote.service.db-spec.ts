import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import { TravelEstimator, generateGrid } from '#geo';
import { Settings } from '#platform';
import { createTestDatabase, type TestDatabase } from '#testing';
import type { PickupEstimates } from './pickup-estimates.js';
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

const createQuote = (pickupSeconds: number | null = 90) => {
  const pickups: PickupEstimates = { estimateSeconds: () => Promise.resolve(pickupSeconds) };
  const travel = new TravelEstimator(generateGrid());
  const quotes = new QuoteService(travel, pickups, Settings.from({}));
  return transactions.run((tx) => quotes.create(tx, riderId, route));
};

describe('A quote', () => {
  it('a quote is stored as it was answered, and holds for five minutes by the clock of the database', async () => {
    const [{ before } = { before: new Date(NaN) }] = await transactions.query<{ before: Date }>(
      'SELECT clock_timestamp()::timestamptz(3) AS before',
    );
    const { id, expiresAt, ...answer } = await createQuote();
    const [stored] = await transactions.query<Record<string, unknown>>(
      `SELECT rider_id AS "riderId", pickup, dropoff, fare, distance_meters AS "distanceMeters",
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
    expect(await createQuote(null)).toMatchObject({ pickupEtaSeconds: null });
  });

  it('costs one statement within its transaction', async () => {
    await createQuote();
    const query = jest.spyOn(pg.Client.prototype, 'query');
    await createQuote();
    const texts = query.mock.calls.map(([first]) => textOf(first).trim().split(' ')[0]);
    // BEGIN goes with the INSERT.
    expect(texts).toEqual(['INSERT', 'COMMIT']);
  });
});

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : (query as { text: string }).text;
