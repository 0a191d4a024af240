import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createTestDatabase,
  hasNatsServer,
  NatsCluster,
  until,
  type SseProbe,
  type TestDatabase,
} from '#testing';
import {
  ensureBuilt,
  killApiProcesses,
  signUp,
  startApiProcess,
  type ApiProcess,
} from '#api-harness';

let database: TestDatabase;

beforeAll(async () => {
  ensureBuilt();
  database = await createTestDatabase();
});

afterEach(killApiProcesses);
afterAll(() => database.drop());

const start = (drain: Record<string, string>) =>
  startApiProcess({ DATABASE_URL: database.url, STREAMS_PER_USER: '10', ...drain });

async function readinessOf({ url }: ApiProcess): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${url}/health/ready`);
  return { status: answer.status, body: await answer.json() };
}

const snapshotOf = (probe: SseProbe) => probe.next(({ event }) => event === 'stream.snapshot');
const closingOf = async (probe: SseProbe) => {
  const frame = await probe.next(({ event }) => event === 'stream.closing');
  expect(Number(frame.retry)).toBeGreaterThan(0);
  return JSON.parse(frame.data!) as unknown;
};
const DRAIN = { reason: 'drain', reconnect: true };

describe('SIGTERM with DRAIN_DELAY_SECONDS', () => {
  it('the signal turns the readiness off at once, and everything else goes on until the second signal', async () => {
    const server = await start({ DRAIN_DELAY_SECONDS: '300' });
    const rider = await signUp(server, 'rider');
    const before = await rider.stream();
    await snapshotOf(before);
    server.send('SIGTERM');
    const { body } = await until('the server is not ready', async () => {
      const readiness = await readinessOf(server);
      return readiness.status === 503 ? readiness : undefined;
    });
    expect(JSON.stringify(body)).toContain('draining');
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    const after = await (await signUp(server, 'rider')).stream();
    await snapshotOf(after);

    server.send('SIGTERM');
    for (const probe of [before, after]) {
      expect(await closingOf(probe)).toEqual(DRAIN);
      expect(await probe.ended).toBe('server');
    }
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });
});

describe('SIGTERM with DRAIN_SECONDS', () => {
  it('a server closes the oldest stream first, keeps the others alive, and sends new ones away', async () => {
    const server = await start({ DRAIN_SECONDS: '3600' });
    const rider = await signUp(server, 'rider');
    const [first, second] = [await rider.stream(), await rider.stream()];
    await Promise.all([first, second].map(snapshotOf));
    server.send('SIGTERM');
    expect(await closingOf(first)).toEqual(DRAIN);
    const beats = () => second.frames.filter(({ comment }) => comment !== undefined).length;
    const seen = beats();
    await until('the other stream has a heartbeat', () => beats() > seen);
    expect(await closingOf(await rider.stream())).toEqual(DRAIN);
    expect(second.frames.some(({ event }) => event === 'stream.closing')).toBe(false);

    server.send('SIGINT');
    expect(await closingOf(second)).toEqual(DRAIN);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('a server ends as soon as no stream is left', async () => {
    const server = await start({ DRAIN_SECONDS: '3600' });
    // A process that has answered takes signals; one that has only logged its address may not yet.
    await readinessOf(server);
    server.send('SIGTERM');
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });
});

const withNats = hasNatsServer ? describe : describe.skip;
withNats('a gateway that ends (left out where nats-server is missing)', () => {
  it('a gateway is not ready from SIGTERM on', async () => {
    const cluster = await NatsCluster.start(1);
    const bus = { NATS_URL: cluster.url(), SHARD: 'nyc' };
    const server = await startApiProcess({ DATABASE_URL: database.url, ...bus });
    const gateway = await startApiProcess({ ...bus, ROLE: 'gateway', DRAIN_DELAY_SECONDS: '300' });
    expect((await readinessOf(gateway)).status).toBe(200);
    gateway.send('SIGTERM');
    await until('the gateway is not ready', async () => {
      return (await readinessOf(gateway)).status === 503;
    });
    gateway.send('SIGTERM');
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    await server.kill();
    await cluster.stop();
  });
});
