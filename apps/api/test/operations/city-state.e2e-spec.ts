import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cityFleetSchema, cityStateSchema, type CityFleet, type EphemeralData } from '#contracts';
import { until, type SseFrame, type SseProbe } from '#testing';
import {
  dataOf,
  expectOk,
  goOnline,
  pickup,
  requestTrip,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';

type CityState = EphemeralData<'city.state'>;

let server: TestServer;
let peek: SqlPeek;
const streams: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer();
  peek = await SqlPeek.at(server);
});

afterEach(async () => {
  await Promise.all(streams.map((stream) => stream.close()));
  expect(streams.flatMap(({ violations }) => violations)).toEqual([]);
  streams.length = 0;
  await peek.resetCity();
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

async function watchCity(): Promise<SseProbe> {
  const stream = await (await signUp(server, 'ops')).stream('/v1/ops/stream');
  streams.push(stream);
  return stream;
}

const stateOf = (frame: SseFrame): CityState => cityStateSchema.parse(dataOf(frame));
const nextState = async (stream: SseProbe, matches: (state: CityState) => boolean = () => true) =>
  stateOf(await stream.next((frame) => frame.event === 'city.state' && matches(stateOf(frame))));

describe('ops see the city', () => {
  it('the ops stream carries the city’s state once a second and no other event', async () => {
    const stream = await watchCity();
    const begin = await nextState(stream);
    await nextState(stream);
    await nextState(stream);
    const end = await nextState(stream);
    const elapsed = Date.parse(end.serverTime) - Date.parse(begin.serverTime);
    expect(elapsed).toBeGreaterThan(2_500);
    const [opened, ...states] = stream.frames.filter(({ data }) => data !== undefined);
    expect(dataOf(opened)).toMatchObject({ mode: 'fresh', from: opened!.id });
    expect(opened!.id).toMatch(/-0$/);
    expect(new Set(states.map(({ event }) => event))).toEqual(new Set(['city.state']));
    expect(new Set(states.map(({ id }) => id))).toEqual(new Set([opened!.id]));
  });

  it('the state counts what is under way, and has each driver on duty with their position and status', async () => {
    const { driver: busy, trip } = await rideTo(server, 'driver_assigned');
    const [idle, off] = await Promise.all([signUp(server, 'driver'), signUp(server, 'driver')]);
    const stream = await watchCity();
    await goOnline(idle);
    await goOnline(off);
    await expectOk(off.put('/v1/drivers/me/availability', { status: 'offline' }));
    const state = await nextState(stream, ({ availability }) => availability['online'] === 2);
    expect(state.trips).toEqual({ driver_assigned: 1 });
    expect(state.offers).toEqual({});
    expect(state.availability).toEqual({ online: 2 });
    const [ageSeconds, recordedAt] = [expect.any(Number), expect.any(String)];
    const about = { position: pickup, headingDegrees: null, recordedAt, ageSeconds };
    expect(state.drivers).toEqual([
      { id: busy.id, status: 'on_trip', tripId: trip.id, ...about },
      { id: idle.id, status: 'idle', tripId: null, ...about },
    ]);
    expect(state).toMatchObject({ driversOmitted: 0, connections: 1, outboxLagSeconds: 0 });
  });

  it('with who is asked, and who isn’t heard of', async () => {
    const driver = await signUp(server, 'driver');
    const stream = await watchCity();
    await goOnline(driver);
    const trip = await requestTrip(await signUp(server, 'rider'));
    const asked = await nextState(stream, ({ drivers }) => drivers[0]?.status === 'offered');
    expect(asked.drivers).toMatchObject([{ id: driver.id, tripId: trip.id }]);
    await peek.rows(`UPDATE driver_presence SET seen_at = seen_at - interval '1 day'`);
    const silent = await nextState(stream, ({ drivers }) => drivers[0]?.status === 'silent');
    expect(silent.drivers).toMatchObject([{ id: driver.id }]);
  });

  it('a frame counts the drivers beyond its limit, and the fleet lists them', async () => {
    await addDrivers(1200);
    const stream = await watchCity();
    const state = await nextState(stream);
    expect(state.drivers).toHaveLength(1000);
    expect(state.driversOmitted).toBe(200);
    const bytes = Buffer.byteLength(stream.frames.at(-1)?.data ?? '');
    expect(bytes).toBeLessThan(256 * 1024);
    const { drivers, driversOmitted } = await untilFleetOf(1200);
    expect(driversOmitted).toBe(0);
    expect(new Set(drivers.map(({ id }) => id)).size).toBe(1200);
    expect(drivers[0]).toMatchObject({ position: { lat: 40.75123, lng: -73.98123 } });
    await removeDrivers();
  });

  it('the fleet lists 5,000 drivers, those on trips first, and counts the others', async () => {
    const { driver, trip } = await rideTo(server, 'in_progress');
    await addDrivers(5100);
    const { drivers, driversOmitted } = await untilFleetOf(5101);
    expect(drivers).toHaveLength(5000);
    expect(driversOmitted).toBe(101);
    expect(drivers[0]).toMatchObject({ id: driver.id, status: 'on_trip', tripId: trip.id });
    await removeDrivers();
  });

  it('the fleet is for operators only', async () => {
    for (const role of ['rider', 'driver'] as const) {
      const answer = await (await signUp(server, role)).get('/v1/ops/fleet');
      expect(answer.status).toBe(403);
    }
  });
});

/** Drivers on duty whom no process has heard, each with a position. */
async function addDrivers(count: number): Promise<void> {
  await peek.rows(
    `INSERT INTO driver (id, name, availability)
     SELECT gen_random_uuid(), 'D', 'online' FROM generate_series(1, $1::int)`,
    [count],
  );
  await peek.rows(
    `INSERT INTO driver_position (driver_id, lat, lng, recorded_at)
     SELECT id, 40.75123456, -73.98123456, now() FROM driver WHERE name = 'D'`,
  );
}

const removeDrivers = () => peek.rows(`DELETE FROM driver WHERE name = 'D'`);

/** Operators share a read of the fleet for a moment, so an answer may be older than the last command. */
async function untilFleetOf(count: number): Promise<CityFleet> {
  const ops = await signUp(server, 'ops');
  return until(`the fleet has ${count} drivers`, async () => {
    const fleet = cityFleetSchema.parse(await expectOk(ops.get('/v1/ops/fleet')));
    return fleet.drivers.length + fleet.driversOmitted === count ? fleet : undefined;
  });
}
