import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { streamId, type ShareLink } from '#contracts';
import {
  checkDelivery,
  createTestDatabase,
  nothingFound,
  openSse,
  startFaultProxy,
  until,
  type FaultProxy,
  type SseProbe,
  type TestDatabase,
} from '#testing';
import {
  api,
  dataOf,
  dropoff,
  expectOk,
  type Person,
  pickup,
  placesOf,
  reaching,
  requestTrip,
  signUp,
  startTestServer,
  StreamWriter,
  type TestServer,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

let database: TestDatabase;
let network: FaultProxy;
let server: TestServer;
/** Reaches the database directly: it is our server that can't. */
let writer: StreamWriter;
let rider: Person;
let probe: SseProbe;

beforeEach(async () => {
  database = await createTestDatabase();
  network = await startFaultProxy(database.url);
  server = await startTestServer({ DATABASE_URL: network.url });
  writer = await StreamWriter.at({ databaseUrl: database.url });
  rider = await signUp(server, 'rider');
  probe = await rider.stream();
  await probe.next(({ event }) => event === 'stream.snapshot');
});

afterEach(async () => {
  await probe.close();
  await server.stop();
  await Promise.all([writer.close(), network.close()]);
  await database.drop();
});

const beats = ({ frames }: SseProbe) => frames.filter(({ comment }) => comment !== undefined);

describe('while the database is unreachable', () => {
  it('streams stay open and commands answer 503, and within 5 s of the database’s return both work without a loss', async () => {
    const trip = await requestTrip(rider);
    await reaching(probe, 1);
    const { token } = await expectOk<ShareLink>(rider.post(`/v1/trips/${trip.id}/share`));
    const shared = `/v1/trips/${trip.id}/stream?share=${token}`;
    const viewer = await openSse(server.url + shared);
    await viewer.next(({ event }) => event === 'stream.snapshot');
    network.cut();

    const refused = await until('a command is refused', async () => {
      const answer = await rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
      return answer.status === 503 ? answer : undefined;
    });
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });

    for (const path of ['/v1/riders/me/stream', `/v1/trips/${trip.id}/stream`]) {
      const polled = await rider.get(path, undefined, { accept: 'application/json' });
      expectProblem(polled, 503, 'DATABASE_UNAVAILABLE');
    }
    const replay = `/v1/trips/${trip.id}/replay`;
    for (const path of ['/v1/riders/me/stream', `/v1/trips/${trip.id}/stream`, shared, replay]) {
      const newcomer = await rider.stream(path);
      expect(newcomer.status).toBe(200);
      expect(await newcomer.ended).toBe('server');
      const closing = newcomer.frames.find(({ event }) => event === 'stream.closing');
      expect(dataOf(closing)).toEqual({ reason: 'unavailable', reconnect: true });
      expect(newcomer.violations).toEqual([]);
    }
    expect((await api(server).get('/health/live')).status).toBe(200);
    expect((await api(server).get('/health/ready')).status).toBe(503);

    const stream = streamId('rider', rider.id);
    await writer.commit(stream, 3);
    const before = beats(probe).length;
    await until('the stream goes on beating', () => beats(probe).length >= before + 2);

    network.restore();
    await expectWhole(probe);
    const cancelled = await rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Plans changed' });
    expect(cancelled.status).toBe(200);
    await until('it is ready', async () => (await api(server).get('/health/ready')).status === 200);
    await probe.next(({ event }) => event === 'trip.cancelled');
    await viewer.next(({ event }) => event === 'trip.cancelled');
    await expectWhole(probe);
  });

  it('a black hole holds commands and events up, and loses neither', async () => {
    network.blackHole();
    const command = rider.post('/v1/quotes', { pickup, dropoff });
    await writer.commit(streamId('rider', rider.id), 2);
    const before = beats(probe).length;
    await until('the stream goes on beating', () => beats(probe).length >= before + 2);
    network.restore();
    await expectOk(command);
    await expectWhole(probe);
  });
});

async function expectWhole(reader: SseProbe): Promise<void> {
  const stream = streamId('rider', rider.id);
  const committed = await writer.committed(stream);
  await until('all has come', () => placesOf(stream, reader.frames).length >= committed.length);
  expect(checkDelivery(committed, placesOf(stream, reader.frames))).toEqual(nothingFound);
  expect(reader.violations).toEqual([]);
}
