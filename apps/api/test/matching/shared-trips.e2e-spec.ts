import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DriverRoute, Offer, Position, Quote, Trip, TripPool } from '#contracts';
import { openSse, type SseProbe } from '#testing';
import {
  dataOf,
  expectOk,
  goOnline,
  nextOffer,
  signUp,
  SqlPeek,
  startTestServer,
  tripOf,
  type Person,
  type TestServer,
} from '#api-harness';

/** Corners along one avenue, so that each place is on the way to the next one. */
const places: readonly [Position, Position, Position, Position] = [
  { lat: 40.7549, lng: -73.984 },
  { lat: 40.7585, lng: -73.981 },
  { lat: 40.7627, lng: -73.9776 },
  { lat: 40.7667, lng: -73.9747 },
];
const [first, second, third, last] = places;

let server: TestServer;
let peek: SqlPeek;
const streams: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer({ POOLING_SEATS: '2' });
  peek = await SqlPeek.at(server);
});

afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
  await peek.resetCity();
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const hear = (stream: SseProbe, type: string) => stream.next(({ event }) => event === type);

async function listen(person: Person, path?: string): Promise<SseProbe> {
  const stream = await person.stream(path);
  streams.push(stream);
  return stream;
}

interface CreatedOffer {
  data: { offer: Offer };
}

const share = (rider: Person, pickup: Position, dropoff: Position): Promise<Trip> =>
  expectOk<Trip>(rider.post('/v1/trips', { pickup, dropoff, shared: true }));

interface SharedCar {
  driver: Person;
  duty: SseProbe;
  riders: [Person, Person];
  trips: [Trip, Trip];
  heard: [SseProbe, SseProbe];
}

/** A driver with two shared trips, of which the second was taken while the first was under way. */
async function shareCar(): Promise<SharedCar> {
  const [ada, bob, driver] = await Promise.all([
    signUp(server, 'rider', 'Ada'),
    signUp(server, 'rider', 'Bob'),
    signUp(server, 'driver'),
  ]);
  const heard = [await listen(ada), await listen(bob)] as [SseProbe, SseProbe];
  const duty = await listen(driver);
  await goOnline(driver, first);
  const trips: Trip[] = [];
  for (const [rider, from, to] of [
    [ada, first, last],
    [bob, second, third],
  ] as const) {
    const trip = await share(rider, from, to);
    const offer = await nextOffer(duty);
    await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
    await hear(duty, 'driver.route_changed');
    trips.push(trip);
  }
  return { driver, duty, riders: [ada, bob], trips: trips as [Trip, Trip], heard };
}

const routeOf = async (driver: Person): Promise<DriverRoute | null> => {
  const stream = await listen(driver);
  const { route } = dataOf(await hear(stream, 'stream.snapshot')) as { route: DriverRoute | null };
  return route;
};

const stopsOf = (route: DriverRoute | null) =>
  route?.stops.map(({ tripId, kind }) => `${tripId} ${kind}`);

/** The driver's command for a trip, such as `arrive`. */
const on =
  ({ id }: Trip, driver: Person) =>
  (command: string, body?: object) =>
    driver.post(`/v1/trips/${id}/${command}`, body);

describe('a shared ride', () => {
  it('a quote offers a shared ride at a cheaper fare, which holds for a trip alone', async () => {
    const rider = await signUp(server, 'rider');
    const quote = await expectOk<Quote>(rider.post('/v1/quotes', { pickup: first, dropoff: last }));
    expect(quote.shared?.fare.amount).toBe(Math.round(quote.fare.amount * 0.7));
    const trip = await expectOk<Trip>(rider.post('/v1/trips', { quoteId: quote.id, shared: true }));
    expect(trip).toMatchObject({ shared: true, fare: quote.shared?.fare });
  });

  it('two shared trips have one driver, whose stream has the stops in their order', async () => {
    const { driver, trips, heard } = await shareCar();
    const [{ id: ada }, { id: bob }] = trips;
    const route = await routeOf(driver);
    expect(stopsOf(route)).toEqual([
      `${ada} pickup`,
      `${bob} pickup`,
      `${bob} dropoff`,
      `${ada} dropoff`,
    ]);
    const { pool } = dataOf(await hear(heard[0], 'trip.pool_changed')).data as { pool: TripPool };
    expect(pool).toMatchObject({ others: 1, stopsBefore: 0 });
  });

  it('the stops are made in their order, and another one is refused with the next', async () => {
    const { driver, trips, riders } = await shareCar();
    const [ada, bob] = trips;
    const early = await on(bob, driver)('arrive', { position: second });
    expect(early).toMatchObject({
      status: 409,
      body: { code: 'STOP_OUT_OF_ORDER', nextStop: { tripId: ada.id, kind: 'pickup' } },
    });
    await expectOk(on(ada, driver)('arrive', { position: first }));
    await expectOk(on(ada, driver)('start', { pin: ada.pin }));
    await expectOk(on(bob, driver)('arrive', { position: second }));
    await expectOk(on(bob, driver)('start', { pin: bob.pin }));
    const skipped = await on(ada, driver)('complete', { position: last });
    expect(skipped.body).toMatchObject({ code: 'STOP_OUT_OF_ORDER' });
    await expectOk(on(bob, driver)('complete', { position: third }));
    await expectOk(on(ada, driver)('complete', { position: last }));
    expect(await routeOf(driver)).toBeNull();
    for (const [index, rider] of riders.entries()) {
      expect((await tripOf(rider, trips[index]!.id)).status).toBe('completed');
    }
  });

  it('a cancel of one rider keeps the trip of the other', async () => {
    const { driver, trips, riders, heard } = await shareCar();
    const [ada, bob] = trips;
    await expectOk(riders[0].post(`/v1/trips/${ada.id}/cancel`, { reason: 'Plans changed' }));
    expect(stopsOf(await routeOf(driver))).toEqual([`${bob.id} pickup`, `${bob.id} dropoff`]);
    const isAlone = (data: { pool: TripPool }) => data.pool.others === 0;
    await heard[1].next(
      (frame) => frame.event === 'trip.pool_changed' && isAlone(dataOf(frame).data),
    );
    await expectOk(on(bob, driver)('arrive', { position: second }));
  });

  it('a stop that is made voids an open offer for the stops before', async () => {
    const { driver, duty, trips, riders } = await shareCar();
    const [ada, bob] = trips;
    await expectOk(riders[1].post(`/v1/trips/${bob.id}/cancel`, { reason: 'Plans changed' }));
    await expectOk(on(ada, driver)('arrive', { position: first }));
    const cy = await signUp(server, 'rider', 'Cy');
    const trip = await share(cy, second, third);
    let offer = await nextOffer(duty);
    while (offer.tripId !== trip.id) offer = await nextOffer(duty);
    await expectOk(on(ada, driver)('start', { pin: ada.pin }));
    const late = await driver.post(`/v1/offers/${offer.id}/accept`);
    expect(late).toMatchObject({ status: 409, body: { code: 'OFFER_REVOKED' } });
    const revoked = await duty.next(
      (frame) => frame.event === 'offer.revoked' && dataOf(frame).data.offerId === offer.id,
    );
    expect(dataOf(revoked).data.reason).toBe('route_changed');
    const again = await nextOffer(duty);
    expect(again).toMatchObject({ tripId: trip.id, shared: true });
    await expectOk(driver.post(`/v1/offers/${again.id}/accept`));
  });

  it('a driver who gives one trip back keeps the other', async () => {
    const { driver, trips } = await shareCar();
    const [ada, bob] = trips;
    await expectOk(on(ada, driver)('cancel', { reason: 'Too much luggage' }));
    expect(stopsOf(await routeOf(driver))).toEqual([`${bob.id} pickup`, `${bob.id} dropoff`]);
    await expectOk(on(bob, driver)('cancel', { reason: 'Flat tyre' }));
    expect(await routeOf(driver)).toBeNull();
  });

  it('a driver with shared trips gets no trip of a rider who does not share', async () => {
    const { duty } = await shareCar();
    const alone = await signUp(server, 'rider');
    const other = await signUp(server, 'driver');
    const trip = await expectOk<Trip>(alone.post('/v1/trips', { pickup: second, dropoff: third }));
    const theirs = await listen(other);
    await goOnline(other, first);
    expect((await nextOffer(theirs)).tripId).toBe(trip.id);
    const offered = duty.frames.filter(({ event }) => event === 'offer.created');
    expect(offered.map((frame) => (dataOf(frame) as CreatedOffer).data.offer.tripId)).not.toContain(
      trip.id,
    );
  });

  it('no rider and no viewer of a share link reads anything of the other rider', async () => {
    const { driver, trips, riders, heard } = await shareCar();
    const [ada, bob] = trips;
    const link = await expectOk<{ token: string }>(riders[0].post(`/v1/trips/${ada.id}/share`));
    const viewer = await openSse(`${server.url}/v1/trips/${ada.id}/stream?share=${link.token}`);
    streams.push(viewer);
    const own = await listen(riders[0], `/v1/trips/${ada.id}/stream`);
    await hear(viewer, 'stream.snapshot');
    await expectOk(on(ada, driver)('arrive', { position: first }));
    await expectOk(on(ada, driver)('start', { pin: ada.pin }));
    await expectOk(on(bob, driver)('arrive', { position: second }));
    for (const stream of [heard[0], own, viewer]) await hear(stream, 'trip.started');
    const page = await expectOk<Trip>(riders[0].get(`/v1/trips/${ada.id}`));
    const read = [heard[0], own, viewer].flatMap(({ frames }) => frames.map(({ data }) => data));
    const secrets = [bob.id, bob.riderId, 'Bob', String(second.lat), String(third.lng)];
    for (const secret of secrets) {
      expect([JSON.stringify(page), ...read].join('\n')).not.toContain(secret);
    }
    const shown = viewer.frames.map(({ data }) => data).join('\n');
    expect(shown).not.toContain('"pool"');
    expect(shown).not.toContain('"shared"');
    const foreign = await riders[0].get(`/v1/trips/${bob.id}`);
    expect(foreign.status).toBe(404);
  });

  it('a lost driver loses all shared trips before the ride', async () => {
    const hasty = await startTestServer({
      POOLING_SEATS: '2',
      DRIVER_SILENCE_SECONDS: '1',
      DRIVER_LOST_SECONDS: '2',
      RATE_LIMIT_PER_SECOND: '1000',
    });
    try {
      const driver = await signUp(hasty, 'driver');
      const duty = await driver.stream();
      await goOnline(driver, first);
      const heard: SseProbe[] = [];
      for (const [from, to] of [
        [first, last],
        [second, third],
      ] as const) {
        const rider = await signUp(hasty, 'rider');
        heard.push(await rider.stream());
        await share(rider, from, to);
        const offer = await nextOffer(duty);
        await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
      }
      for (const stream of heard) await hear(stream, 'trip.redispatching');
      const emptied = await duty.next(
        (frame) =>
          frame.event === 'driver.route_changed' && dataOf(frame).data.route.stops.length === 0,
      );
      expect(dataOf(emptied).data.route.version).toBe(4);
      await Promise.all([duty, ...heard].map((stream) => stream.close()));
    } finally {
      await hasty.drop();
    }
  });
});
