import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SandboxDriver, Trip } from '#contracts';
import { until } from '#testing';
import {
  api,
  dropoff,
  goOnline,
  newKey,
  pickup,
  requestTrip,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  tripOf,
  type Api,
  type TestServer,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

const PATH = '/v1/sandbox/drivers';
const UNKNOWN = `${PATH}/01890000-0000-7000-8000-000000000000`;
const FAST = { speedFactor: 200, boardingSeconds: 0 };

let server: TestServer;
let peek: SqlPeek;
let anyone: Api;

beforeAll(async () => {
  server = await startTestServer();
  peek = await SqlPeek.at(server);
  anyone = api(server);
});

afterEach(async () => {
  const { body } = await anyone.get<{ drivers: SandboxDriver[] }>(PATH);
  await Promise.all(body.drivers.map(({ id }) => anyone.delete(`${PATH}/${id}`)));
  await peek.resetCity();
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

const hire = async (body: unknown = { position: pickup, trip: FAST }): Promise<SandboxDriver> => {
  const answer = await anyone.post<SandboxDriver>(PATH, body);
  expect([answer.status, answer.body]).toMatchObject([201, { status: 'available' }]);
  return answer.body;
};

const driverAt = async (id: string): Promise<SandboxDriver> =>
  (await anyone.get<SandboxDriver>(`${PATH}/${id}`)).body;

const availability = (id: string) =>
  peek.value<string>('SELECT availability FROM driver WHERE id = $1', [id]);

describe('a request for a sandbox driver', () => {
  it('without a body the driver stands in the middle of the city, with all defaults', async () => {
    const { status, body } = await anyone.post<SandboxDriver>(PATH);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'Sandbox driver',
      riderId: null,
      offers: [{ answer: 'accept', afterMs: 300 }],
      trip: { noShow: false, pin: 'auto', speedFactor: 10, silentSeconds: null },
      endReason: null,
    });
    expect(await availability(body.id)).toBe('online');
  });

  it.each([
    ['an unknown field', { colour: 'red' }, ['colour']],
    ['a place off the earth', { position: { lat: 91, lng: 0 } }, ['position.lat']],
    ['no answers', { offers: [] }, ['offers']],
    ['an unknown answer', { offers: ['accept', 'shout'] }, ['offers.1']],
    ['too many answers', { offers: Array(51).fill('accept') }, ['offers']],
    ['a cancel during the ride', { trip: { cancelAt: 'in_progress' } }, ['trip.cancelAt']],
    ['a car that stands', { trip: { speedKmh: 0 } }, ['trip.speedKmh']],
    ['a car that flies', { trip: { speedFactor: 1e9 } }, ['trip.speedFactor']],
    ['a life for ever', { lifetimeSeconds: 1e9 }, ['lifetimeSeconds']],
    ['a rider who is no id', { riderId: 'ada' }, ['riderId']],
    ['a name with a hidden character', { name: 'A\u202Eda' }, ['name']],
    [
      'an answer after a day',
      { offers: [{ answer: 'accept', afterMs: 864e5 }] },
      ['offers.0.afterMs'],
    ],
  ])('a request with %s is refused', async (_what, body, fields) => {
    const answer = await anyone.post<{ errors: { field: string }[] }>(PATH, body);
    expectProblem(answer, 422, 'VALIDATION_FAILED');
    expect(answer.body.errors.map(({ field }) => field)).toEqual(fields);
  });

  it('a request that is no JSON object is refused', async () => {
    expectProblem(await anyone.post(PATH, '{"offers":'), 400, 'MALFORMED_REQUEST');
    expectProblem(await anyone.post(PATH, '[]'), 422, 'VALIDATION_FAILED');
  });

  it('a request with an Idempotency-Key makes one driver, however often it is sent', async () => {
    const key = newKey();
    const [first, second] = [await anyone.post(PATH, {}, key), await anyone.post(PATH, {}, key)];
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect((await anyone.get(PATH)).body.drivers).toHaveLength(1);
  });

  it('a request beyond fifty drivers of one address is refused, until one is removed', async () => {
    const drivers: SandboxDriver[] = [];
    for (let count = 0; count < 50; count += 10) {
      drivers.push(...(await Promise.all(Array.from({ length: 10 }, () => hire({})))));
    }
    expectProblem(await anyone.post(PATH), 409, 'SANDBOX_FULL');
    expect((await anyone.delete(`${PATH}/${drivers[0]!.id}`)).status).toBe(204);
    await hire({});
  });
});

describe('the script of a sandbox driver', () => {
  it('a change replaces the fields that it has, and keeps the others', async () => {
    const { id, trip } = await hire();
    const { status, body } = await patch(id, { offers: ['decline'] });
    expect([status, body]).toMatchObject([200, { offers: [{ answer: 'decline' }], trip }]);
    expect((await patch(id, { silent: true })).body.status).toBe('silent');
    expect((await patch(id, { silent: false })).body.status).toBe('available');
  });

  it.each([
    ['no field', {}],
    ['an unknown field', { position: pickup }],
    ['a text instead of a truth value', { silent: 'yes' }],
  ])('a change with %s is refused', async (_what, change) => {
    const { id } = await hire();
    expect((await patch(id, change)).status).toBe(422);
  });

  it('an unknown driver gets 404 on every route', async () => {
    for (const path of [UNKNOWN, `${PATH}/nonsense`]) {
      expectProblem(await anyone.get(path), 404, 'NOT_FOUND');
      expectProblem(await anyone.delete(path), 404, 'NOT_FOUND');
      expectProblem(await anyone.put(`${path}/pin`, { pin: '1234' }), 404, 'NOT_FOUND');
    }
  });

  it('a PIN that has no four digits is refused', async () => {
    const { id } = await hire();
    expectProblem(await anyone.put(`${PATH}/${id}/pin`, { pin: '12' }), 422, 'VALIDATION_FAILED');
  });

  const patch = async (id: string, change: unknown) => {
    const answer = await fetch(`${server.url}${PATH}/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
    return { status: answer.status, body: (await answer.json()) as SandboxDriver };
  };
});

describe('the end of a sandbox driver', () => {
  it('a driver who is removed before the ride gives the trip back', async () => {
    const rider = await signUp(server, 'rider');
    const driver = await hire({ position: pickup, trip: { ...FAST, pin: 'ask' } });
    const { id } = await requestTrip(rider);
    await until('the driver has arrived', async () => (await statusOf(id)) === 'driver_arrived');
    expect((await anyone.delete(`${PATH}/${driver.id}`)).status).toBe(204);
    expect(await tripOf(rider, id)).toMatchObject({ status: 'matching', driver: null });
    expect(await availability(driver.id)).toBe('offline');
    expectProblem(await anyone.get(`${PATH}/${driver.id}`), 404, 'NOT_FOUND');

    async function statusOf(trip: string) {
      return (await tripOf(rider, trip)).status;
    }
  });

  it('a driver who is removed during the ride completes it', async () => {
    const rider = await signUp(server, 'rider');
    const slow = { boardingSeconds: 0, speedFactor: 0.1 };
    const driver = await hire({ position: pickup, trip: slow });
    const { id } = await requestTrip(rider);
    await until(
      'the ride has begun',
      async () => (await tripOf(rider, id)).status === 'in_progress',
    );
    expect((await anyone.delete(`${PATH}/${driver.id}`)).status).toBe(204);
    expect((await tripOf(rider, id)).status).toBe('completed');
  });

  it('a driver ends after the lifetime, and its log stays', async () => {
    const { id } = await hire({ lifetimeSeconds: 1 });
    await until('the driver has ended', async () => (await driverAt(id)).status === 'ended');
    expect(await driverAt(id)).toMatchObject({ endReason: 'expired', tripId: null });
    expect((await driverAt(id)).log.at(-1)).toMatchObject({ did: 'offline', detail: 'expired' });
    expect(await availability(id)).toBe('offline');
  });

  it('a driver whom an operator takes off duty ends', async () => {
    const { id } = await hire();
    const ops = await signUp(server, 'ops');
    const because = { reason: 'Test' };
    expect((await ops.post(`/v1/ops/drivers/${id}/offline`, because)).status).toBe(200);
    await until('the driver has ended', async () => (await driverAt(id)).status === 'ended');
    expect((await driverAt(id)).endReason).toBe('taken_off_duty');
  });

  it('a server that stops logs its drivers off, and their trips look for another driver', async () => {
    const neighbour = await startTestServer({ DATABASE_URL: server.databaseUrl });
    const { body } = await api(neighbour).post<SandboxDriver>(PATH, {
      position: pickup,
      trip: { ...FAST, pin: 'ask' },
    });
    const rider = await signUp(server, 'rider');
    const { id } = await requestTrip(rider);
    await until('the driver has arrived', async () => {
      const trip: Trip = await tripOf(rider, id);
      return trip.status === 'driver_arrived';
    });
    await neighbour.stop();
    expect(await availability(body.id)).toBe('offline');
    expect((await tripOf(rider, id)).status).toBe('matching');
    expect(await leaseOf(body.id)).toBe(0);
  });

  it('the driver of a process that died is logged off by another one, and the trip is given back', async () => {
    const { rider, driver, trip } = await rideTo(server);
    const waiting = await signUp(server, 'driver', 'Left over');
    await goOnline(waiting, dropoff);
    for (const { id } of [driver, waiting]) {
      await peek.rows(
        `INSERT INTO sandbox_driver (id, name, lease_until)
         VALUES ($1, 'Left over', clock_timestamp() - interval '1 second')`,
        [id],
      );
    }
    await until('both are off duty', async () => {
      const rows = await Promise.all([driver, waiting].map(({ id }) => availability(id)));
      return rows.every((status) => status === 'offline');
    });
    expect((await tripOf(rider, trip.id)).status).toBe('matching');
    await until('no lease is left', async () => (await leaseOf(driver.id)) === 0);
  });

  const leaseOf = (id: string) =>
    peek.value<number>('SELECT count(*)::int FROM sandbox_driver WHERE id = $1', [id]);
});

describe('a server without demo identities', () => {
  it('a server without demo identities has no sandbox', async () => {
    const other = await startTestServer({
      DATABASE_URL: server.databaseUrl,
      AUTH_MODE: 'jwks',
      AUTH_ISSUER: 'https://issuer.example',
      AUTH_AUDIENCE: 'tripstream',
      AUTH_JWKS_URL: 'https://issuer.example/keys',
    });
    try {
      for (const path of [PATH, UNKNOWN]) {
        expectProblem(await api(other).get(path), 404, 'NOT_FOUND');
      }
      expectProblem(await api(other).post(PATH, {}), 404, 'NOT_FOUND');
      const { body } = await api(other).get('/openapi.json');
      expect(Object.keys(body.paths).filter((path) => path.includes('sandbox'))).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});
