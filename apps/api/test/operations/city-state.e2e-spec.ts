import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cityStateSchema, type EphemeralData } from '#contracts';
import type { SseFrame, SseProbe } from '#testing';
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
    const about = { position: pickup, headingDegrees: null, recordedAt: expect.any(String) };
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

  it('drivers beyond the limit of a frame are counted, not listed', async () => {
    await peek.rows(
      `INSERT INTO driver (id, name, availability)
       SELECT gen_random_uuid(), 'D', 'online' FROM generate_series(1, 1200)`,
    );
    await peek.rows(
      `INSERT INTO driver_position (driver_id, lat, lng, recorded_at)
       SELECT id, 40.75123456, -73.98123456, now() FROM driver WHERE name = 'D'`,
    );
    const stream = await watchCity();
    const state = await nextState(stream);
    expect(state.drivers).toHaveLength(1000);
    expect(state.driversOmitted).toBe(200);
    const bytes = Buffer.byteLength(stream.frames.at(-1)?.data ?? '');
    expect(bytes).toBeLessThan(256 * 1024);
    await peek.rows(`DELETE FROM driver WHERE name = 'D'`);
  });
});
