import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TripstreamApi, connect, type ApiProblem, type ConnectStatus } from '#client';
import { streamId, type StreamConnectionsView } from '#contracts';
import { until } from '#testing';
import {
  expectOk,
  goOnline,
  type Person,
  requestTrip,
  rideTo,
  signUp,
  startTestServer,
  StreamProxy,
  StreamWriter,
  type TestServer,
} from '#api-harness';
import { startBufferingProxy } from './buffering-proxy.js';
import { poll } from '../streams/poll-client.js';

const SETTINGS = { HEARTBEAT_SECONDS: '0.1', STREAM_RETRY_MS: '50' };

let server: TestServer;
let proxy: StreamProxy;
let writer: StreamWriter;
const closings: (() => void)[] = [];

beforeAll(async () => {
  server = await startTestServer(SETTINGS);
  writer = await StreamWriter.at(server);
});

beforeEach(async () => {
  proxy = await StreamProxy.to(server);
});

afterEach(async () => {
  for (const close of closings.splice(0)) close();
  await proxy.close();
});

afterAll(async () => {
  await writer.close();
  await server.drop();
});

interface Extra {
  baseUrl?: string;
  fetch?: typeof fetch;
  staleAfterMs?: number;
  cursor?: string;
}

/** Opens the rider's own stream through the proxy and records each callback. */
function open(rider: Person, extra: Extra = {}) {
  const heard: string[] = [];
  const statuses: ConnectStatus[] = [];
  const stream = connect({
    // The proxy counts an acknowledgement as a stream, and could cut it instead of the stream.
    baseUrl: proxy.url,
    token: rider.token,
    stream: 'rider',
    acks: false,
    onSnapshot: (_snapshot, { seq, mode }) => heard.push(`${mode} ${seq}`),
    onEvent: (event, { seq }) => heard.push(`${event.type} ${seq}`),
    onState: ({ status }) => statuses.push(status),
    ...extra,
  });
  closings.push(() => stream.close());
  return { stream, heard, statuses };
}

/** This `fetch` delivers each body in chunks of one byte. */
const byteByByte: typeof fetch = async (...request) => {
  const response = await fetch(...request);
  const slices = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, out) => {
      for (const byte of chunk) out.enqueue(Uint8Array.of(byte));
    },
  });
  return new Response(response.body!.pipeThrough(slices), response);
};

const numbers = (heard: readonly string[]): number[] =>
  heard.map((text) => Number(text.split(' ')[1]));

describe('connect', () => {
  it('connect delivers the snapshot, then each event after its commit', async () => {
    const rider = await signUp(server, 'rider');
    const { stream, heard, statuses } = open(rider);
    await until('it is live', () => stream.state.status === 'live');
    const trip = await requestTrip(rider);
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Walking' }));
    await until('the end of the trip', () => heard.length === 3);
    expect(heard).toEqual(['fresh 0', 'trip.requested 1', 'trip.cancelled 2']);
    expect(statuses).toEqual(['connecting', 'catching-up', 'live']);
    expect(stream.cursor).toMatch(/-2$/);
    expect(stream.state.ageSeconds).toBeLessThan(5);
    expect(Math.abs(stream.state.clockOffsetMs)).toBeLessThan(1_000);
  });

  it('connect delivers each event once when the body arrives byte by byte and is cut', async () => {
    const rider = await signUp(server, 'rider');
    await writer.commit(streamId('rider', rider.id), 20);
    const epoch = (await poll(rider)).cursor.split('-')[0]!;
    proxy.cutAfter([931, 992, 1_053, 1_114]);
    const { heard } = open(rider, { fetch: byteByByte, cursor: `${epoch}-1` });
    await until('the last event', () => numbers(heard).at(-1) === 20);
    expect(numbers(heard)).toEqual(Array.from({ length: 19 }, (_, at) => at + 2));
    expect(proxy.requests).toHaveLength(5);
    expect(proxy.violations).toEqual([]);
  });

  it('connect resumes at its cursor after the server was replaced', async () => {
    const first = await startTestServer(SETTINGS);
    const others = await StreamWriter.at(first);
    proxy.retarget(first);
    const rider = await signUp(first, 'rider');
    const { stream, heard, statuses } = open(rider);
    await until('it is live', () => stream.state.status === 'live');
    await others.commit(streamId('rider', rider.id), 2);
    await until('two events', () => heard.length === 3);
    await first.stop();
    await others.commit(streamId('rider', rider.id), 3);
    const second = await startTestServer({ ...SETTINGS, DATABASE_URL: first.databaseUrl });
    proxy.retarget(second);
    await until('what was missed', () => heard.length === 6);
    await until('it is live again', () => stream.state.status === 'live');
    expect(numbers(heard)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(statuses.filter((status) => status === 'live')).toHaveLength(2);
    expect(proxy.requests.filter(({ status }) => status === 200).at(-1)?.lastEventId).toMatch(
      /-2$/,
    );
    stream.close();
    await others.close();
    await second.stop();
    await first.drop();
  });

  it('connect switches to polling behind a buffering proxy without losing an event', async () => {
    const buffering = await startBufferingProxy(server);
    const rider = await signUp(server, 'rider');
    const id = streamId('rider', rider.id);
    // A cursor with sequence 0 starts fresh, and its snapshot may include later events.
    await writer.commit(id, 1);
    const { stream, heard } = open(rider, { baseUrl: buffering.url, staleAfterMs: 400 });
    await until('a snapshot', () => heard.length === 1);
    await writer.commit(id, 3);
    await until('it polls', () => stream.state.transport === 'polling');
    await writer.commit(id, 3);
    await until('all of them', () => numbers(heard).at(-1) === 7);
    expect(numbers(heard)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await until('it is live', () => stream.state.status === 'live');
    const asked = buffering.accepts.filter((accept) => accept === 'text/event-stream');
    expect(asked).toHaveLength(2);
    stream.close();
    await buffering.close();
  });

  it('connect polls at once when the response body cannot be streamed', async () => {
    const rider = await signUp(server, 'rider');
    const bodiless: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      return Object.defineProperty(response, 'body', { value: undefined });
    };
    const { stream, heard } = open(rider, { fetch: bodiless });
    await until('a snapshot', () => heard.length === 1);
    expect(stream.state).toMatchObject({ status: 'live', transport: 'polling' });
    await writer.commit(streamId('rider', rider.id), 1);
    await until('an event', () => heard.length === 2);
    expect(numbers(heard)).toEqual([0, 1]);
  });

  it('connect keeps the stream transport after connections that end early', async () => {
    const rider = await signUp(server, 'rider');
    proxy.cutAfter([0, 10, 20]);
    const { stream } = open(rider, { staleAfterMs: 2_000 });
    await until('it is live', () => stream.state.status === 'live');
    expect(stream.state.transport).toBe('stream');
    expect(proxy.requests.length).toBeGreaterThan(2);
  });
});

describe('the async iterator of a connection', () => {
  it('the async iterator yields the snapshot and events and ends with the trip', async () => {
    const { rider, driver, trip } = await rideTo(server, 'in_progress');
    const { token } = rider;
    const stream = connect({ baseUrl: proxy.url, token, stream: { trip: trip.id } });
    const types: string[] = [];
    for await (const message of stream) {
      if (message.type === 'driver.location') continue;
      types.push(message.type);
      if (message.type === 'stream.snapshot') {
        expect(message.data.trip.status).toBe('in_progress');
        await expectOk(driver.post(`/v1/trips/${trip.id}/complete`));
      }
    }
    expect(types).toEqual(['stream.snapshot', 'trip.completed']);
    expect(stream.state).toMatchObject({ status: 'closed', closing: { reason: 'end' } });
    await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
  });

  it('the async iterator closes the stream when the caller leaves the loop', async () => {
    const rider = await signUp(server, 'rider');
    const stream = connect({ baseUrl: proxy.url, token: rider.token, stream: 'rider' });
    for await (const message of stream) {
      expect(message).toMatchObject({ type: 'stream.snapshot', mode: 'fresh', seq: 0 });
      break;
    }
    expect(stream.state.status).toBe('closed');
  });

  it('the async iterator throws the refusal of the server', async () => {
    const driver = await signUp(server, 'driver');
    const stream = connect({ baseUrl: proxy.url, token: driver.token, stream: 'rider' });
    const read = async () => {
      for await (const message of stream) throw new Error(message.type);
    };
    await expect(read()).rejects.toMatchObject({ status: 403 } satisfies Partial<ApiProblem>);
  });
});

it('the SDK acknowledges a driver’s offer when the offer arrives', async () => {
  const [rider, driver, ops] = await Promise.all([
    signUp(server, 'rider'),
    signUp(server, 'driver'),
    signUp(server, 'ops'),
  ]);
  const api = new TripstreamApi({ baseUrl: server.url, token: driver.token });
  const accepted = new Promise<string>((resolve) => {
    const stream = connect({
      baseUrl: proxy.url,
      token: driver.token,
      stream: 'driver',
      onEvent: (event, { cursor }) => {
        if (event.type === 'offer.created') resolve(cursor);
      },
    });
    closings.push(() => stream.close());
  });
  await goOnline(driver);
  const trip = await requestTrip(rider);
  const cursor = await accepted;
  await until('it is acknowledged', async () => {
    const { connections } = await expectOk<StreamConnectionsView>(ops.get('/v1/ops/connections'));
    return connections.some(({ user, acked }) => user.id === driver.id && acked === cursor);
  });
  await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Walking' }));
  await api.setAvailability({ status: 'offline' });
});

it('the SDK calls getToken again after the server refuses a token', async () => {
  const rider = await signUp(server, 'rider');
  const tokens = ['expired', rider.token];
  const heard: unknown[] = [];
  const stream = connect({
    baseUrl: proxy.url,
    stream: 'rider',
    getToken: () => tokens.shift() ?? '',
    onSnapshot: (snapshot) => heard.push(snapshot),
  });
  closings.push(() => stream.close());
  await until('a snapshot', () => heard.length === 1);
  expect(heard).toEqual([{ trip: null, driverLocation: null, pool: null }]);
});

it('the SDK reads a share link without a session and in its reduced form', async () => {
  const { rider, driver, trip } = await rideTo(server, 'driver_arrived');
  const api = new TripstreamApi({ baseUrl: server.url, token: rider.token });
  const { token: share } = await api.shareTrip(trip.id);
  const stream = connect({ baseUrl: proxy.url, stream: { trip: trip.id, share } });
  for await (const message of stream) {
    if (message.type !== 'stream.snapshot') continue;
    expect(message.data.trip).not.toHaveProperty('riderId');
    break;
  }
  await expectOk(driver.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Flat tyre' }));
  await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
  await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Walking' }));
});
