import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SandboxDriver, Session, Trip } from '#contracts';
import { createTestDatabase, until } from '#testing';
import {
  api,
  dropoff,
  ensureBuilt,
  expectOk,
  killApiProcesses,
  pickup,
  requestTrip,
  signUp,
  SqlPeek,
  startApiProcess,
  startTestServer,
  tripOf,
} from '#api-harness';
import { Http2Client, makeCertificate } from '../http/http2-client.js';

const PATH = '/v1/sandbox/drivers';
const FAST = { speedFactor: 200, boardingSeconds: 0 };

describe('a server with a certificate', () => {
  it('a sandbox driver completes a ride of a server that speaks TLS only', async () => {
    const certificate = await makeCertificate();
    const server = await startTestServer(certificate.environment);
    const client = await Http2Client.connect(server.url, certificate.cert);
    const send = async <T>(route: string, body?: unknown, headers?: Record<string, string>) => {
      const [method = '', path = ''] = route.split(' ');
      const { status, text } = await client.call(method, path, { body, headers });
      expect([200, 201]).toContain(status);
      return JSON.parse(text) as T;
    };
    const { id } = await send<SandboxDriver>(`POST ${PATH}`, { position: pickup, trip: FAST });
    const { token } = await send<Session>('POST /v1/sessions', { role: 'rider', name: 'Ada' });
    const rider = { authorization: `Bearer ${token}` };
    const trip = await send<Trip>('POST /v1/trips', { pickup, dropoff }, rider);
    await until('the ride is completed', async () => {
      const { status } = await send<Trip>(`GET /v1/trips/${trip.id}`, undefined, rider);
      return status === 'completed';
    });
    await until('the driver has noted it', async () => {
      const { log } = await send<SandboxDriver>(`GET ${PATH}/${id}`);
      return log.some(({ did }) => did === 'completed');
    });
    await client.close();
    await server.drop();
    await certificate.remove();
  });
});

describe('a process that is killed', () => {
  beforeAll(ensureBuilt);
  afterEach(killApiProcesses);

  it('the next process of the database gives the trip of its driver back and logs the driver off', async () => {
    const database = await createTestDatabase();
    const peek = await SqlPeek.at({ databaseUrl: database.url });
    const first = await startApiProcess({ DATABASE_URL: database.url });
    const driver = await expectOk<SandboxDriver>(
      api(first).post(PATH, { position: pickup, trip: { ...FAST, pin: 'ask' } }),
    );
    const where = { url: first.url };
    const rider = await signUp(where, 'rider');
    const { id } = await requestTrip(rider);
    const statusOf = async () => (await tripOf(rider, id)).status;
    await until('the driver has arrived', async () => (await statusOf()) === 'driver_arrived');
    await first.kill();

    where.url = (await startApiProcess({ DATABASE_URL: database.url })).url;
    await until('the trip has no driver', async () => (await tripOf(rider, id)).driver === null);
    await until('no lease is left', async () => {
      return (await peek.value('SELECT count(*)::int FROM sandbox_driver')) === 0;
    });
    const query = 'SELECT availability FROM driver WHERE id = $1';
    expect(await peek.value(query, [driver.id])).toBe('offline');
    await peek.close();
    await database.drop();
  });
});
