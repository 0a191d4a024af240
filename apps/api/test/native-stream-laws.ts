import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { streamId } from '#contracts';
import { until } from '#testing';
import {
  dispatchedOf,
  type HeardEvent,
  type NativeStream,
  type OpenNativeStream,
} from './native-stream.js';
import {
  expectOk,
  requestTrip,
  rideTo,
  signUp,
  startTestServer,
  type Person,
  type TestServer,
} from './ride-builder.js';
import { StreamProxy } from './stream-proxy.js';
import { StreamWriter, seqOf } from './stream-writer.js';

const SETTINGS = { HEARTBEAT_SECONDS: '0.1', STREAM_RETRY_MS: '50' };
/** What the standard has clients wait without `retry:`, at most. */
const DEFAULT_RETRY_MS = 3_000;
/** Timers are let off a little early. */
const TIMER_SLACK_MS = 2;

const MANY_LINES = [
  ...['one\ntwo\r\nthree\rfour', '\n\nevent: error\ndata: {}\n\n', '\u2028\u2029\u0085\uFEFF'],
  ...['Zoë 🚕 שלום \u202E', 'id: x-99', ': comment', '  leading and trailing  ', '"}\\'],
];

/** Bytes of a stream's body: `stream.opened`, two events and some more, never a whole frame. */
const WITHIN_FRAMES = [931, 992, 1053, 1114, 1175];

let server: TestServer;
let proxy: StreamProxy;
let writer: StreamWriter;
const streams: NativeStream[] = [];

/** Any, as JSON.parse has it: an expectation says what it must be. */
type Json = ReturnType<typeof JSON.parse>;

const jsonOf = (event: HeardEvent | undefined): Json => JSON.parse(event?.data ?? 'null');
const seqsOf = (heard: readonly HeardEvent[]): number[] =>
  heard.map(({ lastEventId }) => seqOf(lastEventId));
const durable = (heard: readonly HeardEvent[]): HeardEvent[] =>
  heard.filter(({ type }) => !type.startsWith('stream.'));

/** What the standard promises of an `EventSource`, kept together with our server. */
export function nativeStreamLaws(openStream: OpenNativeStream): void {
  const open = async (reader: Person, path = `/v1/${reader.role}s/me/stream`) => {
    const stream = await openStream(proxy.url + path, reader);
    streams.push(stream);
    return stream;
  };

  beforeAll(async () => {
    server = await startTestServer(SETTINGS);
    writer = await StreamWriter.at(server);
  });

  beforeEach(async () => {
    proxy = await StreamProxy.to(server);
  });

  /** Whatever a law was about: every byte that passed obeys the grammar. */
  afterEach(async () => {
    await Promise.all(streams.map((stream) => stream.close()));
    streams.length = 0;
    await proxy.close();
    expect(proxy.violations).toEqual([]);
  });

  afterAll(async () => {
    await writer.close();
    await server.drop();
  });

  it('events arrive under their names with their cursors, and onmessage stays silent', async () => {
    const rider = await signUp(server, 'rider');
    const stream = await open(rider);
    await hears(stream, 'stream.snapshot');
    const trip = await requestTrip(rider);
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Zoë 🚕' }));
    const heard = await hears(stream, 'trip.cancelled');
    expect(heard.map(({ type }) => type)).toEqual([
      ...['stream.opened', 'stream.snapshot', 'trip.requested', 'trip.cancelled'],
    ]);
    expect(seqsOf(heard)).toEqual([0, 0, 1, 2]);
    expect(jsonOf(heard[3])).toMatchObject({ type: 'trip.cancelled', data: { reason: 'Zoë 🚕' } });
    expect(heard).toEqual(dispatchedIn(proxy.requests[0]!.chunks));
  });

  it('with names=off they arrive at onmessage, the stream’s own frames still under their names', async () => {
    const { rider, stream: id } = await riderWith(0);
    const stream = await open(rider, '/v1/riders/me/stream?names=off');
    await hears(stream, 'stream.snapshot');
    await writer.commit(id, 2);
    const heard = await reaches(stream, 2);
    expect(heard.map(({ type }) => type)).toEqual([
      ...['stream.opened', 'stream.snapshot', 'message', 'message'],
    ]);
    expect(jsonOf(heard[2]).type).toBe('driver.online');
  });

  it('text of many lines and alphabets arrives unchanged', async () => {
    const { rider, stream: id } = await riderWith(0);
    const stream = await open(rider);
    await hears(stream, 'stream.snapshot');
    for (const text of MANY_LINES) await writer.commitText(id, text);
    const heard = durable(await reaches(stream, MANY_LINES.length));
    expect(heard.map((event): Json => jsonOf(event).data.reason)).toEqual(MANY_LINES);
    expect(heard.map(({ data }) => data)).toEqual(await storedOf(id));
  });

  it('a stream that is cut again and again, within frames, is resumed without loss or repeat', async () => {
    const { rider, stream: id, epoch } = await riderWith(20);
    proxy.holdAfter(WITHIN_FRAMES);
    const stream = await open(rider, `/v1/riders/me/stream?cursor=${epoch}-1`);
    for (const index of WITHIN_FRAMES.keys()) await cutWhenHeard(stream, index);
    const heard = await reaches(stream, 20);
    await expectAllAfterFirst(id, heard);
    const [first, ...later] = proxy.requests;
    expect(first?.lastEventId).toBeUndefined();
    expect(later.map(({ lastEventId }) => lastEventId)).toEqual(
      proxy.requests.slice(0, -1).map(({ chunks }) => lastWholeOf(chunks)),
    );
    const verdicts = heard.filter(({ type }) => type === 'stream.opened').map(jsonOf);
    expect(verdicts.map(({ mode }): Json => mode)).toEqual(Array(6).fill('resumed'));
    expect(verdicts.slice(1).map(({ from }): Json => from)).toEqual(
      later.map(({ lastEventId }) => lastEventId),
    );
  });

  it('nor does a cut lose or repeat anything that overtakes what was sent before it', async () => {
    const { rider, stream: id, epoch } = await riderWith(20);
    proxy.cutAfter(WITHIN_FRAMES);
    const stream = await open(rider, `/v1/riders/me/stream?cursor=${epoch}-1`);
    await expectAllAfterFirst(id, await reaches(stream, 20));
    // On the wire: of a stream that was cut, the client may have heard nothing.
    const verdicts = proxy.requests.map(({ chunks }): Json => jsonOf(dispatchedIn(chunks)[0]));
    expect(verdicts.map(({ mode }): Json => mode)).toEqual(Array(6).fill('resumed'));
    expect(verdicts.map(({ from }): Json => from)).toEqual(
      proxy.requests.map(({ lastEventId }) => lastEventId ?? `${epoch}-1`),
    );
  });

  it('a heartbeat moves no cursor', async () => {
    const { rider, stream: id } = await riderWith(0);
    const stream = await open(rider);
    await hears(stream, 'stream.snapshot');
    await writer.commit(id);
    const last = (await reaches(stream, 1)).at(-1)!.lastEventId;
    await until('it was sent three heartbeats', () => heartbeatsAfter(last) >= 3);
    proxy.cut();
    await until('it has come back', () => proxy.requests[1]?.status === 200);
    expect(proxy.requests[1]?.lastEventId).toBe(last);
  });

  it('a server that drains is come back to after retry, and nothing is lost meanwhile', async () => {
    const first = await startTestServer(SETTINGS);
    proxy.retarget(first);
    const others = await StreamWriter.at(first);
    const rider = await signUp(first, 'rider');
    const stream = await open(rider);
    await hears(stream, 'stream.snapshot');
    await others.commit(streamId('rider', rider.id), 2);
    await reaches(stream, 2);
    await first.stop();
    const closing = (await hears(stream, 'stream.closing')).at(-1);
    expect(jsonOf(closing)).toEqual({ reason: 'drain', reconnect: true });
    await others.commit(streamId('rider', rider.id), 3);
    const again = await startTestServer({ ...SETTINGS, DATABASE_URL: first.databaseUrl });
    proxy.retarget(again);
    const heard = await reaches(stream, 5);
    expect(seqsOf(durable(heard))).toEqual([1, 2, 3, 4, 5]);
    expectPatience();
    await Promise.all([stream.close(), others.close()]);
    await again.stop();
    await first.drop();
  });

  it('a trip that has ended is told by closing and 204, and never asked for again', async () => {
    const { rider, driver, trip } = await rideTo(server, 'in_progress');
    const stream = await open(rider, `/v1/trips/${trip.id}/stream`);
    await hears(stream, 'stream.snapshot');
    await expectOk(driver.post(`/v1/trips/${trip.id}/complete`));
    await until('it has given up', async () => (await stream.readyState()) === 2);
    const heard = await stream.heard();
    expect(heard.slice(-2).map(({ type }) => type)).toEqual(['trip.completed', 'stream.closing']);
    expect(jsonOf(heard.at(-1))).toEqual({ reason: 'end', reconnect: false });
    expect(proxy.requests.map(({ status }) => status)).toEqual([200, 204]);
    expect(proxy.requests[1]?.lastEventId).toBe(heard.at(-1)?.lastEventId);
    expectPatience();
    // The next ride must find no other driver.
    await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
  });

  it('a driver who gave the trip back is told so, and stops at the 404', async () => {
    const { driver, trip } = await rideTo(server, 'driver_assigned');
    const stream = await open(driver, `/v1/trips/${trip.id}/stream`);
    await hears(stream, 'stream.snapshot');
    await expectOk(driver.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Flat tyre' }));
    await until('it has given up', async () => (await stream.readyState()) === 2);
    expect(jsonOf((await stream.heard()).at(-1))).toEqual({ reason: 'revoked', reconnect: false });
    expect(proxy.requests.map(({ status }) => status)).toEqual([200, 404]);
  });
}

/** After the first clean end the client waited as long as the last `retry:` said, not longer than it must. */
function expectPatience(): void {
  const [ended, next] = proxy.requests;
  const retries = [
    ...Buffer.concat(ended!.chunks)
      .toString()
      .matchAll(/^retry: (\d+)$/gm),
  ];
  const retry = Number(retries.at(-1)?.[1]);
  const waited = next!.askedAt - ended!.endedAt;
  expect(waited).toBeGreaterThanOrEqual(retry - TIMER_SLACK_MS);
  expect(waited).toBeLessThan(DEFAULT_RETRY_MS);
}

async function hears(stream: NativeStream, name: string): Promise<HeardEvent[]> {
  return until(`a ${name}`, async () => {
    const heard = await stream.heard();
    return heard.some(({ type }) => type === name) ? heard : undefined;
  });
}

async function reaches(stream: NativeStream, seq: number): Promise<HeardEvent[]> {
  return until(`event ${seq}`, async () => {
    const heard = await stream.heard();
    return seqsOf(durable(heard)).includes(seq) ? heard : undefined;
  });
}

const heartbeatsAfter = (cursor: string): number =>
  Buffer.concat(proxy.requests[0]!.chunks).toString().split(`id: ${cursor}\n`).at(-1)!.split(/^:/m)
    .length - 1;

const dispatchedIn = (chunks: readonly Buffer[]): HeardEvent[] =>
  dispatchedOf(Buffer.concat(chunks));
const lastWholeOf = (chunks: readonly Buffer[]) => dispatchedIn(chunks).at(-1)?.lastEventId;

/** A client may drop what it has not read when the reset comes: the cut waits until it has. */
async function cutWhenHeard(stream: NativeStream, index: number): Promise<void> {
  const seen = await until(`stream ${index} is held`, () =>
    proxy.requests[index]?.isHeld ? proxy.requests[index] : undefined,
  );
  const passed = proxy.requests.flatMap(({ chunks }) => dispatchedIn(chunks));
  expect(dispatchedIn(seen.chunks).length).toBeGreaterThan(1);
  await until('it was heard', async () => (await stream.heard()).length >= passed.length);
  expect(await stream.heard()).toEqual(passed);
  proxy.cut();
}

/** Everything after the stream's first event, once and in order. */
async function expectAllAfterFirst(
  id: ReturnType<typeof streamId>,
  heard: readonly HeardEvent[],
): Promise<void> {
  expect(seqsOf(durable(heard))).toEqual(Array.from({ length: 19 }, (_, index) => index + 2));
  expect(durable(heard).map(({ data }) => data)).toEqual((await storedOf(id)).slice(1));
}

const storedOf = async (id: ReturnType<typeof streamId>): Promise<string[]> =>
  (await writer.committed(id)).map(({ json }) => json);

async function riderWith(count: number) {
  const rider = await signUp(server, 'rider');
  const stream = streamId('rider', rider.id);
  if (count > 0) await writer.commit(stream, count);
  const probe = await rider.stream();
  const epoch = (await probe.next()).id!.split('-')[0]!;
  await probe.close();
  return { rider, stream, epoch };
}
