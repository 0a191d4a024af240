import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamConnectionsSchema, type StreamConnectionsView } from '#contracts';
import { until, type SseProbe } from '#testing';
import {
  expectOk,
  type Person,
  requestTrip,
  signUp,
  startTestServer,
  type TestServer,
} from '#api-harness';

let server: TestServer;
let ops: Person;

beforeAll(async () => {
  server = await startTestServer({ STREAMS_PER_USER: '3', STREAMS_PER_PROCESS: '6' });
  ops = await signUp(server, 'ops');
});

afterAll(async () => {
  await server.drop();
});

const opened = (probe: SseProbe) => probe.next(({ event }) => event === 'stream.opened');
const closing = async (probe: SseProbe) => {
  const { data } = await probe.next(({ event }) => event === 'stream.closing');
  return JSON.parse(data!) as { reason: string; reconnect: boolean };
};
const retryOf = ({ frames }: SseProbe): number =>
  Number(frames.find(({ event }) => event === 'stream.closing')?.retry);

async function connections(): Promise<StreamConnectionsView> {
  const { body } = await ops.get('/v1/ops/connections');
  return streamConnectionsSchema.parse(body);
}

async function allClosed(probes: SseProbe[]): Promise<void> {
  await Promise.all(probes.map((probe) => probe.close()));
  await until('the process has noticed', async () => (await connections()).total === 0);
}

describe('a user with one stream too many', () => {
  it('a user with one stream too many loses the oldest one, with `replaced` and a long retry', async () => {
    const rider = await signUp(server, 'rider');
    const probes: SseProbe[] = [];
    for (let count = 0; count < 4; count++) {
      probes.push(await rider.stream());
      await opened(probes[count]!);
    }
    expect(await closing(probes[0]!)).toEqual({ reason: 'replaced', reconnect: true });
    expect(retryOf(probes[0]!)).toBeGreaterThanOrEqual(60_000);
    await probes[0]!.ended;
    expect((await connections()).connections.map(({ user }) => user.id)).toEqual(
      Array.from({ length: 3 }, () => rider.id),
    );
    await allClosed(probes);
  });

  it('a user with too many streams costs no other user a stream', async () => {
    const [one, other] = [await signUp(server, 'rider'), await signUp(server, 'driver')];
    const calm = await other.stream();
    const probes = await Promise.all(Array.from({ length: 5 }, () => one.stream()));
    await until('two of five are closed', async () => (await connections()).total === 4);
    await opened(calm);
    expect((await connections()).connections.some(({ user }) => user.id === other.id)).toBe(true);
    expect(calm.frames.some(({ event }) => event === 'stream.closing')).toBe(false);
    await allClosed([calm, ...probes]);
  });
});

describe('a full process', () => {
  it('says `limit` in band, for native clients would give up on a status', async () => {
    const riders = await Promise.all(Array.from({ length: 6 }, () => signUp(server, 'rider')));
    const probes = await Promise.all(riders.map((rider) => rider.stream()));
    await Promise.all(probes.map(opened));
    const last = await (await signUp(server, 'driver')).stream();
    expect(last.status).toBe(200);
    expect(await closing(last)).toEqual({ reason: 'limit', reconnect: true });
    expect(retryOf(last)).toBeGreaterThanOrEqual(60_000);
    await last.ended;
    expect((await connections()).total).toBe(6);
    await allClosed(probes);
  });
});

describe('ops', () => {
  it('sees who reads what, from where, and how far they are', async () => {
    const rider = await signUp(server, 'rider');
    const probe = await rider.stream();
    const snapshot = await probe.next(({ event }) => event === 'stream.snapshot');
    const entry = await until('nothing is under way to them, not even a heartbeat', async () => {
      const { total, connections: list } = await connections();
      expect(total).toBe(1);
      return list[0]?.pendingBytes === 0 && list[0];
    });
    expect(entry).toMatchObject({
      stream: `rider/${rider.id}`,
      user: { id: rider.id, role: 'rider' },
      cursor: snapshot.id,
      lag: 0,
      address: '127.0.0.1',
    });
    await allClosed([probe]);
  });

  it('closes a stream, whose client resumes without a loss', async () => {
    const rider = await signUp(server, 'rider');
    const probe = await rider.stream();
    await probe.next(({ event }) => event === 'stream.snapshot');
    const id = (await connections()).connections[0]?.id ?? '';
    expect((await ops.delete(`/v1/ops/connections/${id}`)).status).toBe(204);
    expect(await closing(probe)).toEqual({ reason: 'drain', reconnect: true });
    await probe.ended;
    expect((await ops.delete(`/v1/ops/connections/${id}`)).status).toBe(404);
    expect((await rider.delete(`/v1/ops/connections/${id}`)).status).toBe(403);
    expect((await rider.get('/v1/ops/connections')).status).toBe(403);
    await allClosed([probe]);
  });
});

describe('a stream past its age', () => {
  it('a stream past its age is closed with `max_age`, and its resume misses no event', async () => {
    const young = await startTestServer({ STREAM_MAX_AGE_SECONDS: '0.5', STREAM_RETRY_MS: '10' });
    const rider = await signUp(young, 'rider');
    const { id } = await requestTrip(rider);
    const first = await rider.stream();
    expect(await closing(first)).toEqual({ reason: 'max_age', reconnect: true });
    await first.ended;
    const last = first.frames.filter(({ id }) => id).at(-1)!.id!;
    await expectOk(rider.post(`/v1/trips/${id}/cancel`, { reason: 'Plans changed' }));
    const second = await rider.stream(undefined, { headers: { 'Last-Event-ID': last } });
    expect((await second.next(({ event }) => event === 'trip.cancelled')).id).toBe(
      last.replace(/-1$/, '-2'),
    );
    await second.close();
    await young.drop();
  });
});
