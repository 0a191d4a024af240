import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  type Answer,
  api,
  dropoff,
  expectOk,
  type Person,
  pickup,
  requestTrip,
  rideTo,
  signUp,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

const PLACES = { pickup, dropoff };
const COMMANDS = 90;

let server: TestServer;
let session: pg.Client;

/** A small pool: a hog that takes a connection for each waiting command has it in no time. */
beforeAll(async () => {
  server = await startTestServer({ DATABASE_POOL_SIZE: '4', RATE_LIMIT_PER_SECOND: '1000' });
  session = new pg.Client({ connectionString: server.databaseUrl });
  session.on('error', () => undefined);
  await session.connect();
});

afterAll(async () => {
  await session.end();
  await server.drop();
});

/** Locks a trip in another session, as a long report or an operator's psql does. */
async function whileLocked(tripId: string, work: () => Promise<void>): Promise<void> {
  await session.query('BEGIN');
  await session.query('SELECT FROM trip WHERE id = $1 FOR UPDATE', [tripId]);
  try {
    await work();
  } finally {
    await session.query('ROLLBACK');
  }
}

function expectBusy(answer: Answer<{ code: string }>): void {
  const code = answer.body.code;
  if (code === 'RESOURCE_BUSY') expectProblem(answer, 409, code);
  else expectProblem(answer, 429, 'TOO_MANY_REQUESTS');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
}

describe('a row that another session has locked', () => {
  it('costs its user 409 and 429, and other users and the readiness probe nothing', async () => {
    const rider = await signUp(server, 'rider');
    const trip = await requestTrip(rider);
    const cancel = () => rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
    await whileLocked(trip.id, async () => {
      const hog = Promise.all(Array.from({ length: COMMANDS }, cancel));
      const others = Array.from({ length: 4 }, async () => {
        const other = await signUp(server, 'rider');
        await expectOk(other.post('/v1/quotes', PLACES));
        const { id } = await requestTrip(other);
        await expectOk(other.get(`/v1/trips/${id}`));
        await expectOk(other.post(`/v1/trips/${id}/cancel`, { reason: 'Plans changed' }));
      });
      const probes = Array.from({ length: 4 }, () => api(server).get('/health/ready'));
      for (const { status } of await Promise.all(probes)) expect(status).toBe(200);
      await Promise.all(others);
      for (const answer of await hog) expectBusy(answer);
    });
    expect((await cancel()).status).toBe(200);
  });

  it('lets a stranger who names it wait for no lock', async () => {
    const { trip } = await rideTo(server, 'matching');
    const [rider, driver] = [await signUp(server, 'rider'), await signUp(server, 'driver')];
    await whileLocked(trip.id, async () => {
      const cancel = rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Not mine' });
      expectProblem(await cancel, 404, 'NOT_FOUND');
      expectProblem(await driver.post(`/v1/trips/${trip.id}/arrive`), 404, 'NOT_FOUND');
    });
  });

  it('strangers who name it keep it neither from its rider nor from ops', async () => {
    const { trip, rider } = await rideTo(server, 'matching');
    const ops = await signUp(server, 'ops');
    const strangers = await Promise.all(Array.from({ length: 40 }, () => signUp(server, 'driver')));
    const complete = (stranger: Person) => stranger.post(`/v1/trips/${trip.id}/complete`);
    const reason = { reason: 'Plans changed' };
    await whileLocked(trip.id, async () => {
      const hog = Promise.all([...strangers, ...strangers].map(complete));
      for (const answer of await hog) expectProblem(answer, 404, 'NOT_FOUND');
    });
    const hog = Promise.all([...strangers, ...strangers].map(complete));
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, reason));
    const again = await ops.post(`/v1/ops/trips/${trip.id}/cancel`, reason);
    expectProblem(again, 409, 'TRIP_TRANSITION_NOT_ALLOWED');
    await hog;
  });

  it('keeps its driver from going on duty with 409, when the row is that of the driver', async () => {
    const driver = await signUp(server, 'driver');
    const goOnline = () =>
      driver.put('/v1/drivers/me/availability', { status: 'online', position: pickup });
    await expectOk(goOnline());
    await session.query('BEGIN');
    await session.query('SELECT FROM driver WHERE id = $1 FOR UPDATE', [driver.id]);
    expectBusy(await goOnline());
    await session.query('ROLLBACK');
    await expectOk(goOnline());
  });
});
