import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { tripSearchSchema, type Position, type TripSearch } from '#contracts';
import { openSse, type SseFrame, type SseProbe } from '#testing';
import {
  dataOf,
  expectOk,
  goOnline,
  nextOffer,
  pickup,
  requestTrip,
  signUp,
  SqlPeek,
  startTestServer,
  type Person,
  type TestServer,
  tripOf,
} from '#api-harness';

/** No driver can come from there within the reach of the matching. */
const farAway: Position = { lat: 41.5, lng: -73.98 };

let server: TestServer;
let peek: SqlPeek;
const streams: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer();
  peek = await SqlPeek.at(server);
});

afterEach(async () => {
  await Promise.all(streams.map((stream) => stream.close()));
  await peek.resetCity();
  expect(streams.splice(0).flatMap(({ violations }) => violations)).toEqual([]);
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

async function watch(who: Person, path = `/v1/${who.role}s/me/stream`): Promise<SseProbe> {
  const headers = { authorization: `Bearer ${who.token}` };
  const stream = await openSse(server.url + path, { headers });
  streams.push(stream);
  return stream;
}

const searchOf = (frame: SseFrame): TripSearch => tripSearchSchema.parse(dataOf(frame));

const seeSearch = async (
  stream: SseProbe,
  isMeant: (search: TripSearch) => boolean = () => true,
): Promise<TripSearch> =>
  searchOf(await stream.next((frame) => frame.event === 'trip.search' && isMeant(searchOf(frame))));

it('a rider sees whom the search asks, who is near, and when it ends', async () => {
  const rider = await signUp(server, 'rider');
  const stream = await watch(rider);
  const trip = await requestTrip(rider);
  const alone = await seeSearch(stream);
  expect(alone).toEqual({
    tripId: trip.id,
    searchingSince: trip.requestedAt,
    deadline: trip.matchingDeadline,
    driversAsked: 0,
    driversAsking: 0,
    driversNear: 0,
    retryAt: null,
  });

  await goOnline(await signUp(server, 'driver'), farAway);
  const driver = await signUp(server, 'driver');
  const driverStream = await watch(driver);
  await goOnline(driver);
  const offer = await nextOffer(driverStream);
  await seeSearch(stream, ({ driversAsking }) => driversAsking === 1);
  await expectOk(driver.post(`/v1/offers/${offer.id}/decline`, { reason: 'Too far' }));
  const declined = await seeSearch(stream, ({ driversAsking }) => driversAsking === 0);
  // The driver who declined is free again; the one far away is out of reach.
  expect(declined).toMatchObject({ driversAsked: 1, driversNear: 1 });
});

it('says when the only driver, who missed the offer, is asked again, and asks then', async () => {
  const patient = await startTestServer({ OFFER_SECONDS: '0.5', OFFER_RETRY_SECONDS: '4' });
  try {
    const [rider, driver] = [await signUp(patient, 'rider'), await signUp(patient, 'driver')];
    const [stream, offers] = [await rider.stream(), await driver.stream()];
    streams.push(stream, offers);
    await goOnline(driver);
    const trip = await requestTrip(rider);
    const missed = await nextOffer(offers);
    const expired = await offers.next(({ event }) => event === 'offer.expired');
    const waiting = await seeSearch(stream, ({ retryAt }) => retryAt !== null);
    expect(waiting).toMatchObject({ tripId: trip.id, driversAsked: 1, driversAsking: 0 });
    const expiredAt = Date.parse((dataOf(expired) as { time: string }).time);
    expect(Date.parse(waiting.retryAt!) - expiredAt).toBe(4_000);

    const again = await nextOffer(offers);
    expect(again.tripId).toBe(trip.id);
    expect(again.id).not.toBe(missed.id);
    expect(Date.parse(again.createdAt)).toBeGreaterThanOrEqual(Date.parse(waiting.retryAt!));
  } finally {
    await patient.drop();
  }
});

it('a stream that opens during the search, of the trip or by a share link, gets its state', async () => {
  const rider = await signUp(server, 'rider');
  const trip = await requestTrip(rider);
  const { token } = await expectOk<{ token: string }>(rider.post(`/v1/trips/${trip.id}/share`));
  const path = `/v1/trips/${trip.id}/stream`;
  const own = await watch(rider, path);
  const shared = await openSse(`${server.url}${path}?share=${token}`);
  streams.push(shared);
  expect(await seeSearch(own)).toMatchObject({ tripId: trip.id, driversAsked: 0 });
  expect(await seeSearch(shared)).toMatchObject({ tripId: trip.id, driversAsked: 0 });
});

it('no frame of the search follows its end, and the trip has no deadline any more', async () => {
  const rider = await signUp(server, 'rider');
  const stream = await watch(rider);
  const trip = await requestTrip(rider);
  await seeSearch(stream);
  const driver = await signUp(server, 'driver');
  const driverStream = await watch(driver);
  await goOnline(driver, pickup);
  const offer = await nextOffer(driverStream);
  await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
  await stream.next(({ event }) => event === 'trip.driver_assigned');
  expect((await tripOf(rider, trip.id)).matchingDeadline).toBeNull();
  await expectOk(driver.post(`/v1/trips/${trip.id}/arrive`));
  await stream.next(({ event }) => event === 'trip.driver_arrived');
  await stream.next(({ event }) => event === 'driver.location');
  const events = stream.frames.map(({ event }) => event);
  expect(events.lastIndexOf('trip.search')).toBeLessThan(events.indexOf('trip.driver_assigned'));
});
