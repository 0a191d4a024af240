import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { StreamId } from '#contracts';
import { TravelEstimator, generateGrid } from '#geo';
import type { LastKnownLocations, LastKnownLocation } from '#matching';
import type { EphemeralFrames } from '#notification';
import type { CommittedEvent } from '#outbox';
import { Metrics, RowIsolation } from '#platform';
import { DriverLocationPublisher } from './driver-location-publisher.js';

const position = { lat: 40.75, lng: -73.98 };
const location: LastKnownLocation = {
  tripId: '1',
  riderId: '2',
  status: 'driver_assigned',
  lat: 40.75,
  lng: -73.98,
  pickup: position,
  dropoff: position,
  headingDegrees: null,
  recordedAt: new Date(0),
  writtenAt: new Date(0),
};

/** A publisher for a city with one trip. A test sets the result of the polls with `finds`. */
function startPublisher(subscribed: StreamId[] = ['rider/2']) {
  const published: StreamId[][] = [];
  const metrics = new Metrics();
  const queries: (number | null)[] = [];
  let find = (): Promise<LastKnownLocation[]> => Promise.resolve([location]);
  const frames = {
    subscribedStreamCount: subscribed.length,
    hasSubscribers: (stream: StreamId) => subscribed.includes(stream),
    publish: (streams: StreamId[]) => published.push(streams),
  };
  const lastKnown = {
    read: (withinSeconds: number | null) => {
      queries.push(withinSeconds);
      return find();
    },
  };
  const publisher = new DriverLocationPublisher(
    lastKnown as unknown as LastKnownLocations,
    new TravelEstimator(generateGrid()),
    frames as unknown as EphemeralFrames,
    new RowIsolation(metrics),
  );
  publisher.onApplicationBootstrap();
  return { publisher, published, queries, metrics, finds: (next: typeof find) => (find = next) };
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const moved = (seconds: number): LastKnownLocation => ({
  ...location,
  writtenAt: new Date(seconds * 1000),
});

describe('DriverLocationPublisher', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('the publisher runs no query while no stream has a subscriber', async () => {
    const { queries } = startPublisher([]);
    await pass(10_000);
    expect(queries).toEqual([]);
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
