import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  dropoff,
  eventsIn,
  expectOk,
  goOnline,
  newKey,
  nextOffer,
  pickup,
  requestTrip,
  seqOf,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
  tripOf,
} from '#api-harness';

/** Three servers in one process: they share only the database. */
let one: TestServer;
let two: TestServer;
let three: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  one = await startTestServer();
  const same = { DATABASE_URL: one.databaseUrl };
  [two, three] = await Promise.all([startTestServer(same), startTestServer(same)]);
  peek = await SqlPeek.at(one);
});

afterAll(async () => {
  await peek.close();
  await Promise.all([two.drop(), three.drop()]);
  await one.drop();
});

describe('several servers at one database', () => {
  it('every step is shown to every subscriber, also of a trip that another server changed', async () => {
    const [rider, driver] = await Promise.all([signUp(one, 'rider'), signUp(two, 'driver')]);
    const streams = { rider: await rider.stream(), driver: await driver.stream() };
    // The same people at the third server: tokens are good everywhere.
    const elsewhere = await Promise.all([
      fetchAs(three, rider.token, { path: '/v1/riders/me/stream' }),
      fetchAs(three, driver.token, { path: '/v1/drivers/me/stream' }),
    ]);
    expect(elsewhere.map(({ status }) => status)).toEqual([200, 200]);
    await goOnline(driver);
    const { id, pin } = await requestTrip(rider);
    const offer = await nextOffer(streams.driver);
    await expectOk(driver.post(`/v1/offers/${offer.id}/accept`));
    await expectOk(driver.post(`/v1/trips/${id}/arrive`));
    await expectOk(driver.post(`/v1/trips/${id}/start`, { pin }));
    await expectOk(driver.post(`/v1/trips/${id}/complete`));
    for (const stream of Object.values(streams)) {
      await stream.next(({ event }) => event === 'trip.completed');
      const numbers = eventsIn(stream.frames).map(({ id }) => seqOf(id));
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
      await stream.close();
    }
    expect((await tripOf(rider, id)).status).toBe('completed');
  });

  it('a command is carried out once, also when it is repeated at another server', async () => {
    const rider = await signUp(one, 'rider');
    const key = newKey();
    const body = JSON.stringify({ pickup, dropoff });
    const request = { path: '/v1/trips', method: 'POST', headers: key, body };
    const attempts = [one, two, three, one, two, three].map((server) =>
      fetchAs(server, rider.token, request),
    );
    const answers = await Promise.all(attempts);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const again = await fetchAs(three, rider.token, request);
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(
      await peek.value<number>('SELECT count(*)::int FROM trip WHERE rider_id = $1', [rider.id]),
    ).toBe(1);
    await peek.resetCity();
  });

  it('several servers have one engine among them, and make each offer once', async () => {
    const active = await Promise.all([one, two, three].map(isEngine));
    expect(active.filter(Boolean)).toHaveLength(1);
    const drivers = await Promise.all([1, 2, 3, 4].map(() => signUp(two, 'driver')));
    const streams = await Promise.all(drivers.map((driver) => driver.stream()));
    await Promise.all(drivers.map((driver) => goOnline(driver)));
    const riders = await Promise.all([one, two, three, one].map((at) => signUp(at, 'rider')));
    const trips = await Promise.all(riders.map(requestTrip));
    const offers = await Promise.all(streams.map((stream) => nextOffer(stream)));
    expect(new Set(offers.map(({ tripId }) => tripId))).toEqual(new Set(trips.map(({ id }) => id)));
    const made = await peek.value<number>(
      'SELECT count(*)::int FROM offer WHERE trip_id = ANY ($1::uuid[])',
      [trips.map(({ id }) => id)],
    );
    expect(made).toBe(4);
    await Promise.all(streams.map((stream) => stream.close()));
    await peek.resetCity();
  });
});

interface Call {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Status and headers only: a stream is left at once. */
async function fetchAs(
  server: TestServer,
  token: string,
  { path, headers, ...rest }: Call,
): Promise<{ status: number; headers: Headers }> {
  const json: Record<string, string> = rest.body ? { 'content-type': 'application/json' } : {};
  const response = await fetch(server.url + path, {
    ...rest,
    headers: { authorization: `Bearer ${token}`, ...json, ...headers },
  });
  await response.body?.cancel();
  return { status: response.status, headers: response.headers };
}

async function isEngine(server: TestServer): Promise<boolean> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return /^tripstream_engine_active 1$/m.test(metrics);
}
