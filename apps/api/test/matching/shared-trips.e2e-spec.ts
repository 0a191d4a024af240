import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DriverRoute, Position, Quote, Trip, TripPool } from '#contracts';
import type { SseProbe } from '#testing';
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
});
