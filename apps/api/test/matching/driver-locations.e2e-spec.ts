import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { driverLocationSchema, type EphemeralData, type Position } from '#contracts';
import { TravelEstimator, generateGrid } from '#geo';
import { openSse, type SseFrame, type SseProbe } from '#testing';
import {
  dataOf,
  dropoff,
  eventsIn,
  expectOk,
  goOnline,
  nextOffer,
  type Person,
  pickup,
  type Ride,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
  tripOf,
} from '#api-harness';

const corner: Position = { lat: 40.752, lng: -73.986 };
const another: Position = { lat: 40.7525, lng: -73.9855 };
const roads = new TravelEstimator(generateGrid());
const seconds = (from: Position, to: Position) =>
  Math.round(roads.estimate(from, to).durationSeconds);

let server: TestServer;
/** Another process at the same database. */
let neighbour: TestServer;
let peek: SqlPeek;
const streams: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer({ GEOFENCE_METERS: '0' });
  neighbour = await startTestServer({ DATABASE_URL: server.databaseUrl, GEOFENCE_METERS: '0' });
  peek = await SqlPeek.at(server);
});

afterEach(async () => {
  await Promise.all(streams.map((stream) => stream.close()));
  await peek.resetCity();
  expect(streams.flatMap(({ violations }) => violations)).toEqual([]);
  streams.length = 0;
});

afterAll(async () => {
  await peek.close();
  await neighbour.stop();
  await server.drop();
});

async function watch(who: Person, at = server, path?: string): Promise<SseProbe> {
  const url = at.url + (path ?? `/v1/${who.role}s/me/stream`);
  const stream = await openSse(url, { headers: { authorization: `Bearer ${who.token}` } });
  streams.push(stream);
  return stream;
}

const say = (driver: Person, position: Position, more = {}) =>
  expectOk(driver.post('/v1/drivers/me/locations', { ...position, ...more }));

const isLocation = ({ event }: SseFrame): boolean => event === 'driver.location';
const locationOf = (frame: SseFrame): EphemeralData<'driver.location'> =>
  driverLocationSchema.parse(dataOf(frame));

/** The next location at this place: an older one may still be on its way. */
const seeAt = ({ lat }: Position, stream: SseProbe): Promise<SseFrame> =>
  stream.next((frame) => isLocation(frame) && locationOf(frame).position.lat === lat);

const step = ({ driver, trip }: Ride, command: string, body?: unknown) =>
  expectOk(driver.post(`/v1/trips/${trip.id}/${command}`, body));

describe('the driver’s position', () => {
  it('posted to one process is seen on another about a second later, with the time it takes', async () => {
    const { rider, driver, trip } = await rideTo(server);
    const stream = await watch(rider, neighbour);
    await stream.next(({ event }) => event === 'stream.snapshot');
    await say(driver, corner, { headingDegrees: 29 });
    const location = locationOf(await seeAt(corner, stream));
    expect(location).toEqual({
      tripId: trip.id,
      position: corner,
      headingDegrees: 29,
      recordedAt: expect.any(String),
      etaSeconds: seconds(corner, pickup),
      ageSeconds: expect.any(Number),
    });
    expect(Math.abs(Date.parse(location.recordedAt) - Date.now())).toBeLessThan(60_000);
  });

  it('the position carries the time to the pickup first, and to the drop-off once the driver is there', async () => {
    const ride = await rideTo(server);
    const stream = await watch(ride.rider);
    await say(ride.driver, corner);
    expect(locationOf(await seeAt(corner, stream)).etaSeconds).toBe(seconds(corner, pickup));
    await step(ride, 'arrive');
    await stream.next(({ event }) => event === 'trip.driver_arrived');
    const next = await stream.next(isLocation);
    expect(locationOf(next).etaSeconds).toBe(seconds(corner, dropoff));
    await step(ride, 'start', { pin: ride.trip.pin });
    await say(ride.driver, another);
    expect(locationOf(await seeAt(another, stream)).etaSeconds).toBe(seconds(another, dropoff));
  });

  it('comes at most once a second, and the latest counts', async () => {
    const { rider, driver } = await rideTo(server);
    const stream = await watch(rider);
    const arrivals: number[] = [];
    for (let frame = 0; frame < 4; frame++) {
      const place = { lat: corner.lat + frame / 1000, lng: corner.lng };
      for (const north of [3e-4, 2e-4, 1e-4])
        await say(driver, { ...place, lat: place.lat + north });
      await say(driver, place);
      await seeAt(place, stream);
      arrivals.push(performance.now());
    }
    const count = stream.frames.filter(isLocation).length;
    const elapsed = arrivals.at(-1)! - arrivals[0]!;
    // Measured at the reader: a frame may wait a little on the way, the next one not.
    expect(elapsed).toBeGreaterThan((arrivals.length - 1) * 1000 - 200);
    expect(count).toBeLessThanOrEqual(elapsed / 1000 + 4);
  });

  it('the position is repeated for a client that connects later, also when the driver stands still', async () => {
    const { rider, driver } = await rideTo(server);
    await say(driver, corner);
    const early = await watch(rider);
    await seeAt(corner, early);
    const late = await watch(rider, neighbour);
    const { recordedAt } = locationOf(await seeAt(corner, late));
    expect(Date.parse(recordedAt)).toBeLessThanOrEqual(Date.now());
  });
});

describe('a position is shown to', () => {
  it('the position is shown to the rider and to each viewer of the trip, and to no other user', async () => {
    const { rider, driver, trip } = await rideTo(server);
    const [stranger, ops] = await Promise.all([signUp(server, 'rider'), signUp(server, 'ops')]);
    const path = `/v1/trips/${trip.id}/stream`;
    const entitled = [await watch(rider), await watch(rider, server, path)];
    entitled.push(await watch(ops, neighbour, path));
    const others = [await watch(stranger), await watch(driver), await watch(stranger, neighbour)];
    await say(driver, corner);
    for (const stream of entitled) await seeAt(corner, stream);
    await say(driver, another);
    for (const stream of entitled) await seeAt(another, stream);
    for (const stream of others) expect(stream.frames.filter(isLocation)).toEqual([]);
  });
});

/** All at once, for each takes seconds; and patiently: this is not about how soon. */
describe('a position is shown to nobody', () => {
  const watched = new Map<string, { ride: Ride; stream: SseProbe }>();

  beforeAll(async () => {
    const witness = await rideTo(server);
    for (const end of ['complete', 'cancel', 'give back']) {
      const ride = await rideTo(server, end === 'complete' ? 'in_progress' : 'driver_assigned');
      watched.set(end, { ride, stream: await watch(ride.rider) });
    }
    await Promise.all([...watched].map(([end, { ride, stream }]) => play(end, ride, stream)));
    await untilShownTo(witness);
    const { rider, trip } = watched.get('give back')!.ride;
    expect((await tripOf(rider, trip.id)).driver).toBeNull();
  });

  async function play(end: string, ride: Ride, stream: SseProbe): Promise<void> {
    await say(ride.driver, corner);
    await seeAt(corner, stream);
    // Positions on their way when the trip ends, and after it.
    await say(ride.driver, another);
    if (end === 'complete') await step(ride, 'complete');
    if (end === 'give back') await step(ride, 'cancel', { reason: 'Flat tyre' });
    if (end === 'cancel')
      await expectOk(ride.rider.post(`/v1/trips/${ride.trip.id}/cancel`, { reason: 'No' }));
    await say(ride.driver, { ...another, lat: another.lat + 1e-3 });
  }

  it.each([
    ['the trip has ended (complete)', 'complete', 'trip.completed'],
    ['the trip has ended (cancel)', 'cancel', 'trip.cancelled'],
    ['the driver has given the trip back', 'give back', 'trip.redispatching'],
  ])('the position is no longer shown after %s', (_when, end, lastEvent) => {
    const events = watched.get(end)!.stream.frames.map(({ event }) => event);
    expect(events).toContain('driver.location');
    const last = events.indexOf(lastEvent);
    expect(last).toBeGreaterThan(0);
    expect(events.slice(last)).not.toContain('driver.location');
  });
});

describe('a position after a redispatch', () => {
  it('the position is that of the new driver only, also while the first one still reports', async () => {
    const ride = await rideTo(server);
    const stream = await watch(ride.rider);
    await say(ride.driver, corner);
    await seeAt(corner, stream);
    await step(ride, 'cancel', { reason: 'Flat tyre' });
    await stream.next(({ event }) => event === 'trip.redispatching');
    const second = await signUp(server, 'driver');
    const offers = await watch(second);
    await goOnline(second);
    const offer = await nextOffer(offers);
    await expectOk(second.post(`/v1/offers/${offer.id}/accept`));
    await stream.next(({ event }) => event === 'trip.driver_assigned');
    const seen = stream.frames.length;
    await say(ride.driver, { ...corner, lat: corner.lat + 2e-3 });
    await say(second, another);
    await seeAt(another, stream);
    const places = stream.frames.slice(seen).filter(isLocation).map(locationOf);
    expect(places.map(({ position }) => position.lat)).not.toContain(corner.lat);
    expect(places.map(({ position }) => position.lat)).not.toContain(corner.lat + 2e-3);
  });
});

describe('a position in a stream', () => {
  it('a position frame carries the last delivered cursor and moves no cursor', async () => {
    const ride = await rideTo(server);
    const stream = await watch(ride.rider);
    const snapshot = await stream.next(({ event }) => event === 'stream.snapshot');
    await say(ride.driver, corner);
    const shown = await seeAt(corner, stream);
    expect(shown.id).toBe(snapshot.id);
    await step(ride, 'arrive');
    const arrived = await stream.next(({ event }) => event === 'trip.driver_arrived');
    await say(ride.driver, another);
    const later = await seeAt(another, stream);
    expect(later.id).toBe(arrived.id);
    await stream.close();

    await step(ride, 'start', { pin: ride.trip.pin });
    const resumed = await ride.rider.stream(undefined, {
      headers: { 'last-event-id': later.id! },
    });
    streams.push(resumed);
    expect(dataOf(await resumed.next())).toMatchObject({ mode: 'resumed', from: later.id });
    await resumed.next(({ event }) => event === 'trip.started');
    expect(eventsIn(resumed.frames).map(({ event }) => event)).toEqual(['trip.started']);
  });
});

/** Waits until a later position of another driver has taken the whole path, which the earlier ones have taken then, too. */
async function untilShownTo({ rider, driver }: Ride): Promise<void> {
  const stream = await watch(rider);
  for (const place of [corner, another]) {
    await say(driver, place);
    await seeAt(place, stream);
  }
}
