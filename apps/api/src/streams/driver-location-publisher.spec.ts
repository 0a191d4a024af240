import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Subject } from 'rxjs';
import type { StreamId } from '#contracts';
import { TravelEstimator, generateGrid } from '#geo';
import type {
  LastKnownLocations,
  LastKnownLocation,
  LocationQuery,
  TripWithoutDriver,
} from '#matching';
import type { EphemeralFrames } from '#notification';
import type { CommittedEvent } from '#outbox';
import { Metrics, RowIsolation } from '#platform';
import { DriverLocationPublisher } from './driver-location-publisher.js';

const position = { lat: 40.75, lng: -73.98 };
const location: LastKnownLocation = {
  tripId: '1',
  riderId: '2',
  driverId: '3',
  status: 'driver_assigned',
  lat: 40.75,
  lng: -73.98,
  pickup: position,
  dropoff: position,
  stops: null,
  headingDegrees: null,
  recordedAt: new Date(0),
  writtenAt: new Date(0),
  ageSeconds: 2,
};

type Row = LastKnownLocation | TripWithoutDriver;

const started: DriverLocationPublisher[] = [];

/** A publisher for a city with one trip. A test sets the result of the polls with `finds`. */
function startPublisher(subscribed: StreamId[] = ['rider/2']) {
  const published: StreamId[][] = [];
  const shown: unknown[] = [];
  const metrics = new Metrics();
  const queries: LocationQuery[] = [];
  const opened = new Subject<StreamId>();
  const estimator = new TravelEstimator(generateGrid());
  const estimate = jest.spyOn(estimator, 'estimate');
  let find = (): Promise<Row[]> => Promise.resolve([location]);
  const frames = {
    opened$: opened,
    subscribedStreams: () => subscribed,
    hasSubscribers: (stream: StreamId) => subscribed.includes(stream),
    publish: (streams: StreamId[], _type: string, data: unknown) => {
      published.push(streams);
      shown.push(data);
    },
  };
  const lastKnown = {
    readChanged: (query: LocationQuery) => {
      queries.push(query);
      return find();
    },
  };
  const publisher = new DriverLocationPublisher(
    lastKnown as unknown as LastKnownLocations,
    estimator,
    frames as unknown as EphemeralFrames,
    new RowIsolation(metrics),
  );
  publisher.onApplicationBootstrap();
  started.push(publisher);
  for (const stream of subscribed) opened.next(stream);
  const finds = (next: typeof find) => (find = next);
  const leave = () => subscribed.splice(0);
  return { publisher, published, shown, queries, metrics, estimate, finds, leave };
}

const assigned = {
  subject: 'trip/1',
  deliveries: [{ stream: 'rider/2' }, { stream: 'driver/3' }],
} as unknown as CommittedEvent;

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const moved = (seconds: number): LastKnownLocation => ({
  ...location,
  writtenAt: new Date(seconds * 1000),
});

describe('DriverLocationPublisher', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => {
    for (const publisher of started.splice(0)) void publisher.beforeApplicationShutdown();
    jest.useRealTimers();
  });

  it('the publisher runs no query while no stream of a rider or a trip has a subscriber', async () => {
    const { publisher, queries } = startPublisher(['driver/3', 'ops/city']);
    publisher.onDriverTarget(assigned);
    await pass(60_000);
    expect(queries).toEqual([]);
  });

  it('a location older than ten seconds loses its time of arrival at once, and gets it back', async () => {
    const { shown, finds } = startPublisher();
    await pass(8_000);
    const etas = () => shown.map((data) => (data as { etaSeconds: number | null }).etaSeconds);
    expect(etas()).not.toContain(null);
    // The row was two seconds old when it was read first.
    await pass(1_000);
    expect(etas().at(-1)).toBeNull();
    finds(() => Promise.resolve([{ ...moved(20), ageSeconds: 0 }]));
    await pass(1_500);
    expect(etas().at(-1)).not.toBeNull();
  });

  it('a rider without a trip is asked about once, and again only to make up for lost events', async () => {
    const { queries, finds } = startPublisher();
    finds(() => Promise.resolve([]));
    await pass(29_500);
    expect(queries).toEqual([{ seen: [], tripIds: [], riderIds: ['2'] }]);
    await pass(500);
    expect(queries).toHaveLength(2);
  });

  it('a trip that gets a driver is read when its rider’s stream is open', async () => {
    const { publisher, queries, finds, published } = startPublisher();
    finds(() => Promise.resolve([]));
    await pass(500);
    finds(() => Promise.resolve([location]));
    publisher.onDriverTarget(assigned);
    await pass(500);
    expect(queries.at(-1)).toMatchObject({ tripIds: ['1'] });
    expect(published).toEqual([['rider/2']]);
  });

  it('a query that fails is made again', async () => {
    const { finds, published } = startPublisher();
    finds(() => Promise.reject(new Error('The database is away')));
    await pass(2000);
    finds(() => Promise.resolve([location]));
    await pass(500);
    expect(published).toEqual([['rider/2']]);
  });

  it('a trip whose streams are closed is no longer read', async () => {
    const { queries, leave } = startPublisher();
    await pass(1000);
    leave();
    const before = queries.length;
    await pass(20_000);
    expect(queries).toHaveLength(before);
  });

  it('a trip that the database shows without a driver is not published again', async () => {
    const { published, finds } = startPublisher();
    await pass(500);
    finds(() => Promise.resolve([{ tripId: '1', status: null }]));
    await pass(20_000);
    expect(published).toHaveLength(1);
  });

  it('the time of arrival is computed when the car or its target has moved', async () => {
    const { finds, estimate, published, shown } = startPublisher();
    let row = location;
    finds(() => Promise.resolve([row]));
    await pass(500);
    row = { ...row, writtenAt: new Date(1000) };
    await pass(1000);
    expect(published).toHaveLength(2);
    expect(estimate).toHaveBeenCalledTimes(1);
    row = { ...row, status: 'driver_arrived', dropoff: { lat: 40.76, lng: -73.97 } };
    await pass(1000);
    expect(estimate).toHaveBeenCalledTimes(2);
    row = { ...row, lat: 40.751, writtenAt: new Date(2000) };
    await pass(1000);
    expect(estimate).toHaveBeenCalledTimes(3);
    expect(shown).toMatchObject([{ etaSeconds: 0 }, { etaSeconds: 0 }, {}, {}]);
  });

  it('the streams with a subscriber get a location at most once a second', async () => {
    const { published, finds } = startPublisher(['rider/2', 'trip/1']);
    let time = 0;
    finds(() => Promise.resolve([moved((time += 1))]));
    await pass(10_000);
    expect(published.length).toBeGreaterThanOrEqual(9);
    expect(published.length).toBeLessThanOrEqual(10);
    expect(published[0]).toEqual(['trip/1', 'rider/2']);
  });

  it('an unchanged location is repeated every five seconds', async () => {
    const { published } = startPublisher();
    await pass(20_500);
    expect(published.length).toBeGreaterThanOrEqual(4);
    expect(published.length).toBeLessThanOrEqual(5);
  });

  it('a repeated location is as old as it was when it was read, and the time since', async () => {
    const { shown } = startPublisher();
    await pass(10_500);
    const ages = (shown as { ageSeconds: number }[]).map(({ ageSeconds }) => ageSeconds);
    // The third one comes as soon as the location is stale.
    expect(ages).toEqual([2, 6.5, 10.5]);
  });

  it('a row that can’t be published doesn’t keep the locations of the other trips', async () => {
    const { published, finds, metrics } = startPublisher(['rider/2', 'trip/1', 'trip/9']);
    const broken = { ...location, tripId: '9', recordedAt: new Date(NaN) };
    finds(() => Promise.resolve([broken, location]));
    await pass(500);
    expect(published).toEqual([['trip/1', 'rider/2']]);
    const { values } = await metrics.isolatedRows.get();
    expect(values).toMatchObject([{ labels: { where: 'driver.location' }, value: 1 }]);
  });

  it('a location that was read before the driver left the trip is never published', async () => {
    const { publisher, published, finds } = startPublisher();
    let answer: (found: LastKnownLocation[]) => void = () => undefined;
    finds(() => new Promise((resolve) => (answer = resolve)));
    await pass(500);
    publisher.onDriverLeft({ subject: 'trip/1' } as CommittedEvent);
    answer([location]);
    await pass(0);
    expect(published).toEqual([]);
  });
});
