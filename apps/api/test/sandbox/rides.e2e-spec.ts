import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, TripstreamApi, type StreamHandle } from '#client';
import type { EventType, SandboxDriver, SandboxDriverRequest, Trip } from '#contracts';
import { until } from '#testing';
import { dropoff, pickup, SqlPeek, startTestServer, type TestServer } from '#api-harness';

/** As fast as a test needs it; the way of a test takes half a minute of real driving. */
const FAST = { speedFactor: 200, boardingSeconds: 0 };

let server: TestServer;
let peek: SqlPeek;
let anonymous: TripstreamApi;
const open: { close(): void }[] = [];

beforeAll(async () => {
  server = await startTestServer({
    OFFER_SECONDS: '2',
    NO_SHOW_SECONDS: '1',
    DRIVER_SILENCE_SECONDS: '3',
    DRIVER_LOST_SECONDS: '6',
  });
  peek = await SqlPeek.at(server);
  anonymous = new TripstreamApi({ baseUrl: server.url });
});

afterEach(async () => {
  for (const stream of open.splice(0)) stream.close();
  const { drivers } = await anonymous.sandboxDrivers();
  await Promise.all(drivers.map(({ id }) => anonymous.removeSandboxDriver(id)));
  await peek.resetCity();
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

interface Rider {
  id: string;
  api: TripstreamApi;
  stream: StreamHandle<'rider'>;
  /** The types of the events so far. */
  events: EventType[];
  /** The latest trip of the stream. */
  trip: () => Trip | null;
}

async function signUpRider(): Promise<Rider> {
  const { token, user } = await anonymous.createSession({ role: 'rider', name: 'Ada' });
  const events: EventType[] = [];
  let trip: Trip | null = null;
  const stream = connect({
    baseUrl: server.url,
    stream: 'rider',
    token,
    onSnapshot: (snapshot) => (trip = snapshot.trip),
    onEvent: (event) => {
      events.push(event.type);
      trip = event.data.trip;
    },
  });
  open.push(stream);
  await until('the rider is live', () => stream.state.status === 'live');
  return { id: user.id, api: anonymous.withToken(token), stream, events, trip: () => trip };
}

const hire = (request: SandboxDriverRequest = {}) =>
  anonymous.createSandboxDriver({ position: pickup, trip: FAST, ...request });

const hasEvent = ({ events }: Rider, type: EventType) =>
  until(`the rider gets ${type}`, () => events.includes(type));

const did = async ({ id }: SandboxDriver): Promise<string[]> =>
  (await anonymous.sandboxDriver(id)).log.map((step) => step.did);

const hasDone = (driver: SandboxDriver, step: string) =>
  until(`the driver has ${step}`, async () => (await did(driver)).includes(step));

describe('a sandbox driver', () => {
  it('without a script the driver accepts, drives and completes the ride', async () => {
    const rider = await signUpRider();
    const driver = await anonymous.createSandboxDriver({ position: pickup, trip: FAST });
    expect(driver).toMatchObject({ status: 'available', tripId: null, riderId: null });
    await rider.api.requestTrip({ pickup, dropoff });
    await hasEvent(rider, 'trip.completed');
    expect(rider.events).toEqual([
      'trip.requested',
      'trip.driver_assigned',
      'trip.driver_arrived',
      'trip.started',
      'trip.completed',
    ]);
    expect(rider.trip()?.driver).toMatchObject({ id: driver.id, vehicle: driver.vehicle });
    await hasDone(driver, 'completed');
    expect(await did(driver)).toEqual([
      'online',
      'offer',
      'accepted',
      'driving',
      'arrived',
      'started',
      'driving',
      'completed',
    ]);
    await until('the driver is free', async () => {
      const { status, tripId } = await anonymous.sandboxDriver(driver.id);
      return status === 'available' && tripId === null;
    });
  });

  it('a driver who declines leaves the ride to the next one', async () => {
    const rider = await signUpRider();
    const first = await hire({ offers: ['decline', 'accept'] });
    const trip = await rider.api.requestTrip({ pickup, dropoff });
    await hasDone(first, 'declined');
    const second = await hire();
    await hasEvent(rider, 'trip.completed');
    expect(rider.trip()).toMatchObject({ id: trip.id, driver: { id: second.id } });
    expect((await anonymous.sandboxDriver(first.id)).offers).toMatchObject([{ answer: 'accept' }]);
  });

  it('a driver who ignores an offer lets it expire', async () => {
    const rider = await signUpRider();
    const first = await hire({ offers: ['ignore'] });
    await rider.api.requestTrip({ pickup, dropoff });
    await hasDone(first, 'ignored');
    const { log } = await anonymous.sandboxDriver(first.id);
    const { offerId } = log.find((step) => step.did === 'ignored')!;
    await until(
      'the offer has expired',
      async () => (await peek.offerStatus(offerId!)) === 'expired',
    );
    const second = await hire();
    await hasEvent(rider, 'trip.completed');
    expect(rider.trip()?.driver?.id).toBe(second.id);
  });

  it.each(['accepted', 'on_the_way', 'at_pickup'] as const)(
    'a driver who cancels when the trip is %s leaves it to the next one',
    async (cancelAt) => {
      const rider = await signUpRider();
      const first = await hire({ trip: { ...FAST, cancelAt } });
      await rider.api.requestTrip({ pickup, dropoff });
      await hasEvent(rider, 'trip.redispatching');
      expect(rider.events.includes('trip.driver_arrived')).toBe(cancelAt === 'at_pickup');
      const second = await hire();
      await hasEvent(rider, 'trip.completed');
      expect(rider.trip()).toMatchObject({ driver: { id: second.id }, cancellation: null });
      expect(await did(first)).toContain('cancelled');
    },
  );

  it.each(['on_the_way', 'in_progress'] as const)(
    'a driver who is silent for a while when the trip is %s comes back and completes it',
    async (silentAt) => {
      const rider = await signUpRider();
      const driver = await hire({ trip: { ...FAST, silentAt, silentSeconds: null } });
      await rider.api.requestTrip({ pickup, dropoff });
      await hasEvent(rider, 'trip.driver_silent');
      expect(await anonymous.sandboxDriver(driver.id)).toMatchObject({ status: 'silent' });
      await anonymous.changeSandboxDriver(driver.id, { silent: false });
      await hasEvent(rider, 'trip.completed');
      const steps = await did(driver);
      expect(steps.indexOf('back')).toBeGreaterThan(steps.indexOf('silent'));
      expect(rider.trip()?.driver?.id).toBe(driver.id);
    },
  );

  it('a silence with an end is over by itself', async () => {
    const rider = await signUpRider();
    const driver = await hire({ trip: { ...FAST, silentAt: 'at_pickup', silentSeconds: 0.2 } });
    await rider.api.requestTrip({ pickup, dropoff });
    await hasEvent(rider, 'trip.completed');
    expect(await did(driver)).toEqual(expect.arrayContaining(['silent', 'back']));
  });

  it('the trip of a driver who stays silent goes to the next one', async () => {
    const rider = await signUpRider();
    const first = await hire({ trip: { ...FAST, silentAt: 'accepted' } });
    await rider.api.requestTrip({ pickup, dropoff });
    await hasEvent(rider, 'trip.driver_silent');
    await hasEvent(rider, 'trip.redispatching');
    const second = await hire();
    await hasEvent(rider, 'trip.completed');
    expect(rider.trip()?.driver?.id).toBe(second.id);
    // Back again, the first driver learns that the trip has gone.
    await anonymous.changeSandboxDriver(first.id, { silent: false });
    await hasDone(first, 'trip_lost');
  });

  it('a no-show ends the trip after the wait of the server', async () => {
    const rider = await signUpRider();
    await hire({ trip: { ...FAST, noShow: true } });
    await rider.api.requestTrip({ pickup, dropoff });
    await hasEvent(rider, 'trip.cancelled');
    expect(rider.trip()?.cancellation).toMatchObject({ by: 'no_show' });
  });

  it('a driver who asks for the PIN waits until it is said, and a wrong one is refused', async () => {
    const rider = await signUpRider();
    const driver = await hire({ trip: { ...FAST, pin: 'ask' } });
    const { pin = '' } = await rider.api.requestTrip({ pickup, dropoff });
    await hasDone(driver, 'asking_for_pin');
    expect(rider.events).not.toContain('trip.started');
    const wrong = String((Number(pin) + 1) % 10_000).padStart(4, '0');
    await anonymous.sayPinToSandboxDriver(driver.id, wrong);
    await hasDone(driver, 'wrong_pin');
    await anonymous.sayPinToSandboxDriver(driver.id, pin);
    await hasEvent(rider, 'trip.completed');
    expect(JSON.stringify(await anonymous.sandboxDriver(driver.id))).not.toContain(`"${pin}"`);
  });

  it('a driver who tries a wrong PIN first starts with the right one', async () => {
    const rider = await signUpRider();
    const driver = await hire({ trip: { ...FAST, pin: 'wrong' } });
    await rider.api.requestTrip({ pickup, dropoff });
    await hasEvent(rider, 'trip.completed');
    expect(await did(driver)).toContain('wrong_pin');
  });

  it('each offer may have a script of its own', async () => {
    const rider = await signUpRider();
    const driver = await hire({
      offers: [{ answer: 'accept', afterMs: 0, trip: { ...FAST, noShow: true } }, 'accept'],
    });
    await rider.api.requestTrip({ pickup, dropoff });
    await hasEvent(rider, 'trip.cancelled');
    await rider.api.requestTrip({ pickup, dropoff });
    await hasEvent(rider, 'trip.completed');
    expect(await did(driver)).toEqual(expect.arrayContaining(['no_show', 'completed']));
  });

  it('a driver of one test declines the riders of another, also as the nearest one', async () => {
    const [ada, ben] = await Promise.all([signUpRider(), signUpRider()]);
    const far = { lat: pickup.lat + 0.004, lng: pickup.lng };
    const hers = await hire({ riderId: ada.id, position: far });
    const his = await hire({ riderId: ben.id, offers: ['accept'] });
    await ada.api.requestTrip({ pickup, dropoff });
    await ben.api.requestTrip({ pickup, dropoff });
    await Promise.all([hasEvent(ada, 'trip.completed'), hasEvent(ben, 'trip.completed')]);
    expect(ada.trip()?.driver?.id).toBe(hers.id);
    expect(ben.trip()?.driver?.id).toBe(his.id);
  });

  it('the rider’s cancel ends the ride, and the driver is free for the next one', async () => {
    const rider = await signUpRider();
    const driver = await hire({ trip: { ...FAST, pin: 'ask' } });
    const trip = await rider.api.requestTrip({ pickup, dropoff });
    await hasEvent(rider, 'trip.driver_arrived');
    await rider.api.cancelTrip(trip.id, 'Plans changed');
    await hasDone(driver, 'trip_lost');
    await anonymous.changeSandboxDriver(driver.id, { trip: FAST });
    await rider.api.requestTrip({ pickup, dropoff });
    await hasEvent(rider, 'trip.completed');
  });

  it('the car moves along the roads, and the rider sees it before the driver arrives', async () => {
    const rider = await signUpRider();
    const far = { lat: pickup.lat + 0.01, lng: pickup.lng };
    const driver = await hire({ position: far, trip: { ...FAST, speedFactor: 20, speedKmh: 50 } });
    await rider.api.requestTrip({ pickup, dropoff });
    const places = new Set<number>();
    await until('the car has been at three places', async () => {
      places.add((await anonymous.sandboxDriver(driver.id)).position.lat);
      return places.size > 2;
    });
    await anonymous.changeSandboxDriver(driver.id, { trip: FAST });
    await hasEvent(rider, 'trip.driver_arrived');
    await hasEvent(rider, 'trip.completed');
  });
});
