import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Position } from '#contracts';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import type { Anticipation, ObservedRequest, DispatchPolicy } from '#dispatch';
import { TravelEstimator, generateGrid } from '#geo';
import type { CommittedEvent } from '#outbox';
import { createTestDatabase, type TestDatabase } from '#testing';
import { RecentRequests } from './recent-requests.js';
import { RequestObserver } from './request-observer.js';

const corner: Position = { lat: 40.7549, lng: -73.984 };
const elsewhere: Position = { lat: 10, lng: 10 };
const estimator = new TravelEstimator(generateGrid());

describe('a policy that learns from requests', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let transactions: Transactions;
  let told: ObservedRequest[];
  let observer: RequestObserver;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
    transactions = new Transactions(dataSource);
  });

  beforeEach(async () => {
    await transactions.query('TRUNCATE trip');
    told = [];
    const anticipation: Anticipation = {
      intervalSeconds: 30,
      observe: (sighting) => void told.push(sighting),
      reposition: () => [],
    };
    observer = observing({ anticipation });
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const observing = (policy: Partial<DispatchPolicy>) =>
    new RequestObserver(policy as DispatchPolicy, estimator, new RecentRequests(transactions));

  /** A trip that somebody requested a while ago. @returns the event of it */
  async function requested(secondsAgo: number, pickup = corner): Promise<CommittedEvent> {
    const time = new Date(Date.now() - secondsAgo * 1000);
    const id = uuidv7({ msecs: time.getTime() });
    await transactions.query(
      `INSERT INTO trip (id, rider_id, rider, status, version, pickup, dropoff, fare,
         cancel_fee, distance_meters, duration_seconds, pin, excluded_driver_ids,
         matching_since, matching_deadline, requested_at)
       VALUES ($1, $2, '{}', 'completed', 1, $3, '{}', '{}', '{}', 1, 1, '0000', '{}', $4, $4, $4)`,
      [id, randomUUID(), JSON.stringify(pickup), time],
    );
    return eventOf({ id, pickup }, time);
  }

  const ages = () => told.map(({ atSeconds }) => Math.round(Date.now() / 1000 - atSeconds));

  it('is told at the start of the last hour, in the order of time', async () => {
    for (const secondsAgo of [10, 3500, 3700, 600]) await requested(secondsAgo);
    await observer.onApplicationBootstrap();
    expect(ages()).toEqual([3500, 600, 10]);
    expect(told[0]?.pickupNode).toBe(estimator.snap(corner).node);
  });

  it('is told once of a request that is in the past and in the tail', async () => {
    const [before, meanwhile] = [await requested(5), await requested(2)];
    const starting = observer.onApplicationBootstrap();
    observer.onRequest(meanwhile);
    await starting;
    observer.onRequest(before);
    expect(ages()).toEqual([5, 2]);
  });

  it('is told of each request after that', async () => {
    await observer.onApplicationBootstrap();
    observer.onRequest(await requested(2));
    observer.onRequest(await requested(1));
    expect(ages()).toEqual([2, 1]);
  });

  it('never sees time fall, whatever order requests commit in', async () => {
    await observer.onApplicationBootstrap();
    observer.onRequest(await requested(1));
    observer.onRequest(await requested(3));
    expect(ages()).toEqual([1, 1]);
  });

  it('isn’t told of requests off the map', async () => {
    await requested(5, elsewhere);
    await observer.onApplicationBootstrap();
    observer.onRequest(await requested(1, elsewhere));
    expect(told).toEqual([]);
  });

  it('is told of what comes after a start without the database', async () => {
    const { query } = transactions;
    transactions.query = () => Promise.reject(new Error('away'));
    await observer.onApplicationBootstrap();
    transactions.query = query;
    observer.onRequest(await requested(1));
    expect(ages()).toEqual([1]);
  });

  it('costs one that doesn’t learn nothing', async () => {
    const indifferent = observing({});
    await requested(1);
    await indifferent.onApplicationBootstrap();
    // Not even read: it isn't JSON.
    const event = { ...(await requested(1)), json: '' };
    expect(() => indifferent.onRequest(event)).not.toThrow();
  });
});

const eventOf = (trip: { id: string; pickup: Position }, time: Date): CommittedEvent => ({
  id: randomUUID(),
  type: 'trip.requested',
  subject: `trip/${trip.id}`,
  time,
  json: JSON.stringify({ data: { trip } }),
  deliveries: [],
});
