import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { once } from 'node:events';
import pg from 'pg';
import { createTestDatabase, until } from '#testing';
import {
  api,
  killApiProcesses,
  ensureBuilt,
  spawnApiProcess,
  startApiProcess,
  startTestServer,
  type TestServer,
} from '#api-harness';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ RATE_LIMIT_PER_SECOND: '5' });
});

afterEach(killApiProcesses);
afterAll(() => server.drop());

describe('the readiness probe', () => {
  it('many callers at once cost one check of the database, and none is refused', async () => {
    await until('the server is ready', async () => {
      return (await api(server).get('/health/ready')).status === 200;
    });
    const client = new pg.Client(server.databaseUrl);
    await client.connect();
    const before = await transactions(client);
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => api(server).get('/health/ready')),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // The server itself polls; each of the 200 callers would add a transaction of its own.
    expect((await transactions(client)) - before).toBeLessThan(150);
    await client.end();
  });

  it('the metrics are under the rate limit, and the probes are not', async () => {
    const call = (path: string) =>
      Promise.all(Array.from({ length: 30 }, () => api(server).get(path)));
    expect((await call('/metrics')).some(({ status }) => status === 429)).toBe(true);
    expect((await call('/health/live')).every(({ status }) => status === 200)).toBe(true);
  });
});

describe('METRICS_PORT', () => {
  it('the metrics move to the port, and the API has none', async () => {
    ensureBuilt();
    const database = await createTestDatabase();
    const child = await startApiProcess({ DATABASE_URL: database.url, METRICS_PORT: '0' });
    expect((await api(child).get('/metrics')).status).toBe(404);
    const [, address] = /The metrics are at (http:\S+)\/metrics/.exec(child.output) ?? [];
    const own = { url: String(address) };
    const { status, body } = await api(own).get<string>('/metrics');
    expect([status, body]).toEqual([200, expect.stringMatching(/^# HELP tripstream_/m)]);
    expect((await api(own).get('/v1/trips')).status).toBe(404);
    await child.stop();
    await database.drop();
  });

  it('a port in use is one sentence at the start', async () => {
    ensureBuilt();
    const database = await createTestDatabase();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const child = spawnApiProcess({ DATABASE_URL: database.url, METRICS_PORT: String(port) });
    expect(await child.exited).toMatchObject({ code: 1 });
    expect(child.output).toContain(
      `METRICS_PORT: the server can't listen on 127.0.0.1 port ${port}`,
    );
    expect(child.output).not.toMatch(/^ +at /m);
    other.close();
    await database.drop();
  });
});

async function transactions(client: pg.Client): Promise<number> {
  await client.query('SELECT pg_stat_clear_snapshot()');
  const { rows } = await client.query<{ count: string }>(
    'SELECT xact_commit AS count FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(rows[0]?.count);
}
