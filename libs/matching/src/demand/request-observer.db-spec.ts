import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Position } from '#contracts';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import type { Anticipation, ObservedRequest } from '#dispatch';
import { TravelEstimator, generateGrid } from '#geo';
import type { CommittedEvent } from '#outbox';
import { createTestDatabase, type TestDatabase } from '#testing';
import { Metrics, RowIsolation, Settings } from '#platform';
import { RecentRequests } from './recent-requests.js';
import { RequestObserver } from './request-observer.js';

const corner: Position = { lat: 40.7549, lng: -73.984 };
const elsewhere: Position = { lat: 10, lng: 10 };
const estimator = new TravelEstimator(generateGrid());

describe('RequestObserver', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let transactions: Transactions;
  let observed: ObservedRequest[];
  let observer: RequestObserver;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(dataSourceOptions({ url: database.url, entities: [] }));
    transactions = new Transactions(dataSource);
  });

  beforeEach(async () => {
    await transactions.query('TRUNCATE trip');
    observed = [];
    const anticipation: Anticipation = {
      intervalSeconds: 30,
      horizonSeconds: 600,
      observe: (sighting) => void observed.push(sighting),
      reposition: () => [],
    };
    observer = createObserver(anticipation);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const createObserver = (anticipation: Anticipation | null, timeScale = '1') =>
    new RequestObserver(
      anticipation,
      estimator,
      new RecentRequests(transactions),
      new RowIsolation(new Metrics()),
      Settings.from({ AUTH_MODE: 'demo', REPOSITION_TIME_SCALE: timeScale }),
    );

  /** Inserts a trip that was requested some seconds ago. @returns its `trip.requested` event */
  async function requestTrip(secondsAgo: number, pickup = corner): Promise<CommittedEvent> {
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

  const ages = () => observed.map(({ atSeconds }) => Math.round(Date.now() / 1000 - atSeconds));

  it('the policy observes the requests of the last hour at the start, oldest first', async () => {
    for (const secondsAgo of [10, 3500, 3700, 600]) await requestTrip(secondsAgo);
    await observer.onApplicationBootstrap();
    expect(ages()).toEqual([3500, 600, 10]);
    expect(observed[0]?.pickupNode).toBe(estimator.snap(corner).node);
  });

  it('the policy observes a request once that is both in the last hour and in the tail', async () => {
    const [before, meanwhile] = [await requestTrip(5), await requestTrip(2)];
    const starting = observer.onApplicationBootstrap();
    observer.onRequest(meanwhile);
    await starting;
    observer.onRequest(before);
    expect(ages()).toEqual([5, 2]);
  });

  it('the policy observes each request that follows', async () => {
    await observer.onApplicationBootstrap();
    observer.onRequest(await requestTrip(2));
    observer.onRequest(await requestTrip(1));
    expect(ages()).toEqual([2, 1]);
  });

  it('the observed times never decrease, even when requests commit out of order', async () => {
    await observer.onApplicationBootstrap();
    observer.onRequest(await requestTrip(1));
    observer.onRequest(await requestTrip(3));
    expect(ages()).toEqual([1, 1]);
  });

  it('the policy observes no requests off the map', async () => {
    await requestTrip(5, elsewhere);
    await observer.onApplicationBootstrap();
    observer.onRequest(await requestTrip(1, elsewhere));
    expect(observed).toEqual([]);
  });

  it('the policy observes later requests after a start without the database', async () => {
    const { query } = transactions;
    transactions.query = () => Promise.reject(new Error('away'));
    await observer.onApplicationBootstrap();
    transactions.query = query;
    observer.onRequest(await requestTrip(1));
    expect(ages()).toEqual([1]);
  });

  it('a policy without a forecast causes no query and no parsing', async () => {
    const indifferent = createObserver(null);
    await requestTrip(1);
    await indifferent.onApplicationBootstrap();
    // The event's payload is no JSON, so parsing it would throw.
    const event = { ...(await requestTrip(1)), json: '' };
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
