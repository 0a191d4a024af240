import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { StreamId } from '#contracts';
import { TravelEstimator, generateGrid } from '#geo';
import type { LastKnownLocations, LastKnownLocation } from '#matching';
import type { EphemeralFrames } from '#notification';
import type { CommittedEvent } from '#outbox';
import { DriverLocationPublisher } from './driver-location-publisher.js';

const here = { lat: 40.75, lng: -73.98 };
const sighting: LastKnownLocation = {
  ...{ tripId: '1', riderId: '2', status: 'driver_assigned', ...here },
  ...{ pickup: here, dropoff: here, headingDegrees: null },
  ...{ recordedAt: new Date(0), writtenAt: new Date(0) },
};

/** A city with one trip; a test says what each look finds, and when. */
function given(read: StreamId[] = ['rider/2']) {
  const published: StreamId[][] = [];
  const asked: (number | null)[] = [];
  let find = (): Promise<LastKnownLocation[]> => Promise.resolve([sighting]);
  const frames = {
    subscribedStreamCount: read.length,
    hasSubscribers: (stream: StreamId) => read.includes(stream),
    publish: (streams: StreamId[]) => published.push(streams),
  };
  const sightings = {
    read: (withinSeconds: number | null) => {
      asked.push(withinSeconds);
      return find();
    },
  };
  const locations = new DriverLocationPublisher(
    sightings as unknown as LastKnownLocations,
    new TravelEstimator(generateGrid()),
    frames as unknown as EphemeralFrames,
  );
  locations.onApplicationBootstrap();
  return { locations, published, asked, finds: (next: typeof find) => (find = next) };
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const moved = (seconds: number): LastKnownLocation => ({
  ...sighting,
  writtenAt: new Date(seconds * 1000),
});

describe('positions of drivers', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('aren’t even asked for while nobody reads a stream', async () => {
    const { asked } = given([]);
    await pass(10_000);
    expect(asked).toEqual([]);
  });

  it('go to the streams that are read, at most once a second', async () => {
    const { published, finds } = given(['rider/2', 'trip/1']);
    let time = 0;
    finds(() => Promise.resolve([moved((time += 1))]));
    await pass(10_000);
    expect(published.length).toBeGreaterThanOrEqual(9);
    expect(published.length).toBeLessThanOrEqual(10);
    expect(published[0]).toEqual(['trip/1', 'rider/2']);
  });

  it('that stay the same are repeated every five seconds', async () => {
    const { published } = given();
    await pass(20_500);
    expect(published.length).toBeGreaterThanOrEqual(4);
    expect(published.length).toBeLessThanOrEqual(5);
  });

  it('read before the driver left the trip are never shown', async () => {
    const { locations, published, finds } = given();
    let answer: (found: LastKnownLocation[]) => void = () => undefined;
    finds(() => new Promise((resolve) => (answer = resolve)));
    await pass(500);
    locations.onDriverLeft({ subject: 'trip/1' } as CommittedEvent);
    answer([sighting]);
    await pass(0);
    expect(published).toEqual([]);
  });
});
