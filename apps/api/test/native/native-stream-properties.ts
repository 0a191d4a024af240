import { expect, it } from '@jest/globals';
import { streamId } from '#contracts';
import { until } from '#testing';
import { expectOk, requestTrip, rideTo, signUp, startTestServer, StreamWriter } from '#api-harness';
import type { OpenNativeStream } from './native-stream.js';
import {
  NativeStreamScene,
  SETTINGS,
  dispatchedIn,
  durable,
  hears,
  jsonOf,
  lastWholeOf,
  reaches,
  seqsOf,
  type Json,
} from './native-stream-scene.js';

const MANY_LINES = [
  'one\ntwo\r\nthree\rfour',
  '\n\nevent: error\ndata: {}\n\n',
  '\u2028\u2029\u0085\uFEFF',
  'Zoë 🚕 שלום \u202E',
  'id: x-99',
  ': comment',
  '  leading and trailing  ',
  '"}\\',
];

/** Byte offsets in a stream's body, after `stream.opened` and two events and within a frame. */
const WITHIN_FRAMES = [931, 992, 1053, 1114, 1175];

/**
 * Registers the tests of what the WHATWG HTML standard (section 9.2) promises of an
 * `EventSource` that reads from this server.
 */
export function testNativeStream(openStream: OpenNativeStream): void {
  const scene = new NativeStreamScene(openStream);
  scene.useHooks();

  it('a native client dispatches each event under its name and cursor, and no message event', async () => {
    const rider = await signUp(scene.server, 'rider');
    const stream = await scene.open(rider);
    await hears(stream, 'stream.snapshot');
    const trip = await requestTrip(rider);
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Zoë 🚕' }));
    const heard = await hears(stream, 'trip.cancelled');
    expect(heard.map(({ type }) => type)).toEqual([
      'stream.opened',
      'stream.snapshot',
      'trip.requested',
      'trip.cancelled',
    ]);
    expect(seqsOf(heard)).toEqual([0, 0, 1, 2]);
    expect(jsonOf(heard[3])).toMatchObject({ type: 'trip.cancelled', data: { reason: 'Zoë 🚕' } });
    expect(heard).toEqual(dispatchedIn(scene.proxy.requests[0]!.chunks));
  });

  it('a stream with names=off dispatches events as message and keeps the names of stream frames', async () => {
    const { rider, stream: id } = await scene.riderWith(0);
    const stream = await scene.open(rider, '/v1/riders/me/stream?names=off');
    await hears(stream, 'stream.snapshot');
    await scene.writer.commit(id, 2);
    const heard = await reaches(stream, 2);
    expect(heard.map(({ type }) => type)).toEqual([
      'stream.opened',
      'stream.snapshot',
      'message',
      'message',
    ]);
    expect(jsonOf(heard[2]).type).toBe('driver.online');
  });

  it('a native client receives text of many lines and alphabets unchanged', async () => {
    const { rider, stream: id } = await scene.riderWith(0);
    const stream = await scene.open(rider);
    await hears(stream, 'stream.snapshot');
    for (const text of MANY_LINES) await scene.writer.commitText(id, text);
    const heard = durable(await reaches(stream, MANY_LINES.length));
    expect(heard.map((event): Json => jsonOf(event).data.reason)).toEqual(MANY_LINES);
    expect(heard.map(({ data }) => data)).toEqual(await scene.storedOf(id));
  });

  it('a native client resumes without loss or repeat after repeated cuts within frames', async () => {
    const { rider, stream: id, epoch } = await scene.riderWith(20);
    scene.proxy.holdAfter(WITHIN_FRAMES);
    const stream = await scene.open(rider, `/v1/riders/me/stream?cursor=${epoch}-1`);
    for (const index of WITHIN_FRAMES.keys()) await scene.cutWhenHeard(stream, index);
    const heard = await reaches(stream, 20);
    await scene.expectAllAfterFirst(id, heard);
    const [first, ...later] = scene.proxy.requests;
    expect(first?.lastEventId).toBeUndefined();
    expect(later.map(({ lastEventId }) => lastEventId)).toEqual(
      scene.proxy.requests.slice(0, -1).map(({ chunks }) => lastWholeOf(chunks)),
    );
    const verdicts = heard.filter(({ type }) => type === 'stream.opened').map(jsonOf);
    expect(verdicts.map(({ mode }): Json => mode)).toEqual(Array(6).fill('resumed'));
    expect(verdicts.slice(1).map(({ from }): Json => from)).toEqual(
      later.map(({ lastEventId }) => lastEventId),
    );
  });

  it('a native client resumes without loss or repeat when the reset overtakes sent bytes', async () => {
    const { rider, stream: id, epoch } = await scene.riderWith(20);
    scene.proxy.cutAfter(WITHIN_FRAMES);
    const stream = await scene.open(rider, `/v1/riders/me/stream?cursor=${epoch}-1`);
    await scene.expectAllAfterFirst(id, await reaches(stream, 20));
    // The test reads the proxied bytes, because the client may discard the frames before a reset.
    const verdicts = scene.proxy.requests.map(({ chunks }): Json =>
      jsonOf(dispatchedIn(chunks)[0]),
    );
    expect(verdicts.map(({ mode }): Json => mode)).toEqual(Array(6).fill('resumed'));
    expect(verdicts.map(({ from }): Json => from)).toEqual(
      scene.proxy.requests.map(({ lastEventId }) => lastEventId ?? `${epoch}-1`),
    );
  });

  it('a heartbeat does not change the Last-Event-ID of a native client', async () => {
    const { rider, stream: id } = await scene.riderWith(0);
    const stream = await scene.open(rider);
    await hears(stream, 'stream.snapshot');
    await scene.writer.commit(id);
    const last = (await reaches(stream, 1)).at(-1)!.lastEventId;
    await until('the server has sent three heartbeats', () => scene.heartbeatsAfter(last) >= 3);
    scene.proxy.cut();
    await until('the client has reconnected', () => scene.proxy.requests[1]?.status === 200);
    expect(scene.proxy.requests[1]?.lastEventId).toBe(last);
  });

  it('a native client reconnects after the retry delay of a drain and misses no event', async () => {
    const first = await startTestServer(SETTINGS);
    scene.proxy.retarget(first);
    const others = await StreamWriter.at(first);
    const rider = await signUp(first, 'rider');
    const stream = await scene.open(rider);
    await hears(stream, 'stream.snapshot');
    await others.commit(streamId('rider', rider.id), 2);
    await reaches(stream, 2);
    await first.stop();
    const closing = (await hears(stream, 'stream.closing')).at(-1);
    expect(jsonOf(closing)).toEqual({ reason: 'drain', reconnect: true });
    await others.commit(streamId('rider', rider.id), 3);
    const again = await startTestServer({ ...SETTINGS, DATABASE_URL: first.databaseUrl });
    scene.proxy.retarget(again);
    const heard = await reaches(stream, 5);
    expect(seqsOf(durable(heard))).toEqual([1, 2, 3, 4, 5]);
    scene.expectRetryDelay();
    await Promise.all([stream.close(), others.close()]);
    await again.stop();
    await first.drop();
  });

  it('a native client stops reconnecting when an ended trip answers stream.closing and 204', async () => {
    const { rider, driver, trip } = await rideTo(scene.server, 'in_progress');
    const stream = await scene.open(rider, `/v1/trips/${trip.id}/stream`);
    await hears(stream, 'stream.snapshot');
    await expectOk(driver.post(`/v1/trips/${trip.id}/complete`));
    await until('the client stops reconnecting', async () => (await stream.readyState()) === 2);
    const heard = await stream.heard();
    expect(heard.slice(-2).map(({ type }) => type)).toEqual(['trip.completed', 'stream.closing']);
    expect(jsonOf(heard.at(-1))).toEqual({ reason: 'end', reconnect: false });
    expect(scene.proxy.requests.map(({ status }) => status)).toEqual([200, 204]);
    expect(scene.proxy.requests[1]?.lastEventId).toBe(heard.at(-1)?.lastEventId);
    scene.expectRetryDelay();
    // The driver goes offline, so that the next test matches its own driver.
    await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
  });

  it('a native client of a driver who cancels receives a revoked closing frame and stops at 404', async () => {
    const { driver, trip } = await rideTo(scene.server, 'driver_assigned');
    const stream = await scene.open(driver, `/v1/trips/${trip.id}/stream`);
    await hears(stream, 'stream.snapshot');
    await expectOk(driver.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Flat tyre' }));
    await until('the client stops reconnecting', async () => (await stream.readyState()) === 2);
    expect(jsonOf((await stream.heard()).at(-1))).toEqual({ reason: 'revoked', reconnect: false });
    expect(scene.proxy.requests.map(({ status }) => status)).toEqual([200, 404]);
  });
}
