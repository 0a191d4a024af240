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
    expect(await did(driver)).toEqual(
      ['online', 'offer', 'accepted', 'driving', 'arrived', 'driving', 'started', 'completed']
        .toSorted()
        .toSorted(() => 0) as never,
    );
  });
});
