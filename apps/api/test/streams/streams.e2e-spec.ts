import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { streamId } from '#contracts';
import { checkDelivery, type SseProbe, type SseProbeOptions, violationsOfStream } from '#testing';
import {
  dataOf,
  eventsIn,
  type Person,
  placesOf,
  reaching,
  rideTo,
  seqOf,
  signUp,
  SqlPeek,
  startTestServer,
  StreamWriter,
  type TestServer,
} from '#api-harness';

let server: TestServer;
let writer: StreamWriter;
let peek: SqlPeek;
const probes: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer({ STREAM_REPLAY_LIMIT: '40' });
  writer = await StreamWriter.at(server);
  peek = await SqlPeek.at(server);
});

/** After each test: no stream has broken the rules of its frames. */
afterEach(async () => {
  await Promise.all(probes.map((probe) => probe.close()));
  await peek.resetCity();
  expect(probes.flatMap(({ violations }) => violations)).toEqual([]);
  expect(probes.filter(({ raw }) => /^event: ?error/m.test(raw))).toEqual([]);
  probes.length = 0;
});

afterAll(async () => {
  await Promise.all([writer.close(), peek.close()]);
  await server.drop();
});

async function open(who: Person, query = '', options: SseProbeOptions = {}): Promise<SseProbe> {
  const path = query.startsWith('/') ? query : `/v1/${who.role}s/me/stream${query}`;
  const probe = await who.stream(path, options);
  probes.push(probe);
  return probe;
}

/** A rider with `count` events in their stream. */
async function riderWith(count: number) {
  const rider = await signUp(server, 'rider');
  const stream = streamId('rider', rider.id);
  if (count > 0) await writer.commit(stream, count);
  const probe = await open(rider);
  const epoch = (await probe.next()).id!.split('-')[0]!;
  await probe.close();
  return { rider, stream, epoch, cursor: (seq: number) => `${epoch}-${seq}` };
}

describe('a fresh stream', () => {
  it('begins with its opening, also when a heartbeat is due before it', async () => {
    const quick = await startTestServer({ HEARTBEAT_SECONDS: '0.1' });
    const rider = await signUp(quick, 'rider');
    for (let round = 0; round < 5; round++) {
      const streams = await Promise.all(Array.from({ length: 40 }, () => rider.stream()));
      await Promise.all(
        streams.map((stream) => stream.next(({ comment }) => comment !== undefined)),
      );
      expect(new Set(streams.map(({ frames }) => frames[0]?.event))).toEqual(
        new Set(['stream.opened']),
      );
      await Promise.all(streams.map((stream) => stream.close()));
    }
    await quick.drop();
  });

  it('begins with its opening and a snapshot as of its head, then events rise by one', async () => {
    const { rider, stream, epoch } = await riderWith(3);
    const probe = await open(rider);
    await probe.next(({ event }) => event === 'stream.snapshot');
    for (let count = 0; count < 5; count++) await writer.commit(stream);
    await reaching(probe, 8);
    const frames = probe.frames.filter(({ data }) => data !== undefined);
    expect(frames.map(({ event }) => event).slice(0, 3)).toEqual([
      'stream.opened',
      'stream.snapshot',
      'driver.online',
    ]);
    expect(frames.map(({ id }) => seqOf(id))).toEqual([0, 3, 4, 5, 6, 7, 8]);
    expect(dataOf(frames[0])).toEqual({
      stream,
      mode: 'fresh',
      from: `${epoch}-0`,
      head: `${epoch}-3`,
      serverTime: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      heartbeatSeconds: 0.5,
    });
    expect(Number(frames[0]!.retry)).toBeGreaterThanOrEqual(1000);
    expect(dataOf(frames[1])).toEqual({ trip: null, driverLocation: null, pool: null });
  });

  it('the response of a stream forbids caches and proxies to store or change it', async () => {
    const { rider } = await riderWith(0);
    const { status, headers } = await open(rider);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/event-stream/);
    expect(headers['cache-control']).toMatch(/no-cache.*no-transform/);
    expect(headers['x-accel-buffering']).toBe('no');
    expect(headers['content-encoding']).toBeUndefined();
  });

  it.each(['?cursor=', '?cursor=whatever-0', '?names=on'])(
    'a request with %s gets an event stream',
    async (query) => {
      const { rider } = await riderWith(1);
      const probe = await open(rider, query);
      expect(dataOf(await probe.next())).toMatchObject({ mode: 'fresh' });
    },
  );
});

describe('a cursor', () => {
  it('a cursor is honoured exactly after a cut anywhere, also between the opening and the first event', async () => {
    const { rider, stream, cursor } = await riderWith(8);
    const whole = await open(rider, `?cursor=${cursor(1)}`);
    await reaching(whole, 8);
    const size = whole.bytes.length;
    const boundaries = [...whole.raw.matchAll(/\n\n/g)].map(({ index }) => index + 2);
    const within = Array.from({ length: 12 }, (_, part) => Math.ceil((size * (part + 1)) / 13));
    const committed = await writer.committed(stream);
    for (const cutAfterBytes of [1, ...boundaries, ...within]) {
      const first = await open(rider, `?cursor=${cursor(1)}`, { cutAfterBytes });
      await first.ended;
      const last = first.frames.findLast(({ id }) => id !== undefined)?.id ?? cursor(1);
      const second = await open(rider, '', { headers: { 'last-event-id': last } });
      const opened = await second.next();
      expect(dataOf(opened)).toMatchObject({ mode: 'resumed', from: last });
      expect(opened.id).toBe(last);
      if (seqOf(last) < 8) await reaching(second, 8);
      const delivered = placesOf(stream, [...first.frames, ...second.frames]);
      expect(checkDelivery(committed.slice(1), delivered)).toMatchObject({
        lost: [],
        duplicated: [],
        outOfOrder: [],
        phantom: [],
      });
      await second.close();
    }
  });

  it('the cursor of each event is followed by the rest, in the very bytes that were stored', async () => {
    const { rider, stream, cursor } = await riderWith(6);
    for (let seq = 1; seq <= 6; seq++) {
      const head = 5 + seq;
      const probe = await open(rider, `?cursor=${cursor(seq)}`);
      const opened = dataOf(await probe.next());
      expect(opened).toMatchObject({ mode: 'resumed', from: cursor(seq), head: cursor(head) });
      await writer.commit(stream);
      await reaching(probe, head + 1);
      const committed = await writer.committed(stream);
      expect(eventsIn(probe.frames).map(({ data }) => data)).toEqual(
        committed.slice(seq).map(({ json }) => json),
      );
      await probe.close();
    }
  });

  it.each([
    ['unknown_cursor', 'nonsense'],
    ['unknown_cursor', '-0'],
    ['unknown_cursor', '%00'],
    ['unknown_cursor', `EPOCH-1e309`],
    ['unknown_cursor', `EPOCH-${'9'.repeat(400)}`],
    ['unknown_cursor', 'EPOCH-1&cursor=EPOCH-2'],
    ['foreign_epoch', 'anotherEpoch-1'],
    ['cursor_ahead', 'EPOCH-4'],
    ['cursor_ahead', 'EPOCH-9007199254740991'],
  ])('a cursor is reset as %s: %s', async (reason, presented) => {
    const { rider, epoch } = await riderWith(3);
    const probe = await open(rider, `?cursor=${presented.replaceAll('EPOCH', epoch)}`);
    await expectReset(probe, { reason, epoch, head: 3 });
  });

  it('a cursor before the trimmed history is reset', async () => {
    const { rider, stream, epoch, cursor } = await riderWith(5);
    await writer.query('DELETE FROM mailbox WHERE stream = $1 AND seq <= 3', [stream]);
    const probe = await open(rider, `?cursor=${cursor(2)}`);
    await expectReset(probe, { reason: 'history_trimmed', epoch, head: 5 });
    const honoured = await open(rider, `?cursor=${cursor(3)}`);
    expect(dataOf(await honoured.next())).toMatchObject({ mode: 'resumed' });
    await writer.query('DELETE FROM mailbox WHERE stream = $1', [stream]);
    const atHead = await open(rider, `?cursor=${cursor(5)}`);
    expect(dataOf(await atHead.next())).toMatchObject({ mode: 'resumed' });
  });

  it('a cursor with more events behind it than are replayed is reset', async () => {
    const { rider, epoch, cursor } = await riderWith(42);
    const probe = await open(rider, `?cursor=${cursor(1)}`);
    await expectReset(probe, { reason: 'gap_too_large', epoch, head: 42 });
    const honoured = await open(rider, `?cursor=${cursor(2)}`);
    await reaching(honoured, 42);
  });

  it('the cursor in the header wins over the one in the address', async () => {
    const { rider, cursor } = await riderWith(4);
    const headers = { 'last-event-id': cursor(3) };
    const probe = await open(rider, `?cursor=${cursor(1)}`, { headers });
    expect(dataOf(await probe.next())).toMatchObject({ mode: 'resumed', from: cursor(3) });
    const odd = await open(rider, `?cursor=${cursor(1)}`, { headers: { 'last-event-id': 'é ½' } });
    expect(dataOf(await odd.next())).toMatchObject({ mode: 'reset', reason: 'unknown_cursor' });
  });

  it('a cursor of another stream gives no access to it', async () => {
    const [mine, theirs] = [await riderWith(2), await riderWith(30)];
    const probe = await open(mine.rider, `?cursor=${theirs.cursor(30)}`);
    await expectReset(probe, { reason: 'cursor_ahead', epoch: mine.epoch, head: 2 });
  });
});

describe('frames', () => {
  it('events have no name with names=off, and frames of the stream itself keep theirs', async () => {
    const { rider, cursor } = await riderWith(3);
    const probe = await open(rider, `?names=off&cursor=${cursor(1)}`);
    await reaching(probe, 3);
    expect(eventsIn(probe.frames).map(({ event }) => event)).toEqual([undefined, undefined]);
    expect(probe.frames[0]?.event).toBe('stream.opened');
    expect(dataOf(eventsIn(probe.frames)[0])).toMatchObject({ type: 'driver.online' });
  });

  it('heartbeats are comments without an id', async () => {
    const { rider } = await riderWith(0);
    const probe = await open(rider);
    for (let beat = 0; beat < 2; beat++) {
      const { fields } = await probe.next(({ comment }) => comment !== undefined);
      expect(fields.map(({ name }) => name)).toEqual(['']);
    }
  });
});

describe('padding', () => {
  /** The lengths of the first three frames that are comments of spaces, by their place. */
  const paddings = async (query: string): Promise<(number | undefined)[]> => {
    const { rider } = await riderWith(1);
    const probe = await open(rider, query);
    await probe.next(({ event }) => event === 'stream.snapshot');
    return probe.frames.slice(0, 3).map(({ comment }) => comment?.length);
  };

  it('a comment of the requested length follows stream.opened, before the snapshot', async () => {
    // One space belongs to the grammar of the comment, so the text is one shorter.
    expect(await paddings('?padding=4096')).toEqual([undefined, 4_095, undefined]);
  });

  it('a padding beyond the bound is shortened to it', async () => {
    expect(await paddings('?padding=999999999')).toEqual([undefined, 16_383, undefined]);
  });

  it.each(['0', '-1', '1.5', 'much', '', '9'.repeat(30), '1&padding=4096'])(
    'a padding that is no number is ignored: "%s"',
    async (value) => {
      expect(await paddings(`?padding=${value}`)).toEqual([undefined, undefined]);
    },
  );

  it('a padded stream obeys the grammar, and resumes like any other', async () => {
    const { rider, cursor } = await riderWith(3);
    const probe = await open(rider, `?padding=64&cursor=${cursor(1)}`);
    await reaching(probe, 3);
    expect(probe.frames.map(({ id, comment }) => comment ?? id).slice(0, 4)).toEqual([
      cursor(1),
      ' '.repeat(63),
      cursor(2),
      cursor(3),
    ]);
    expect(violationsOfStream(probe.bytes, { presented: cursor(1) })).toEqual([]);
  });
});

describe('who may not read', () => {
  it('a request that is not allowed is answered by its status and a problem document', async () => {
    const { rider, driver, trip } = await rideTo(server, 'driver_assigned');
    const stranger = await signUp(server, 'rider');
    const ops = await signUp(server, 'ops');
    const tripPath = `/v1/trips/${trip.id}/stream`;
    const none = { authorization: '' };
    const json = { accept: 'application/xml' };
    const cases: [Person, string, Record<string, string>, number, string][] = [
      [rider, '/v1/riders/me/stream', none, 401, 'UNAUTHENTICATED'],
      [rider, '/v1/riders/me/stream', { authorization: 'Bearer x.y.z' }, 401, 'UNAUTHENTICATED'],
      [rider, '/v1/drivers/me/stream', {}, 403, 'FORBIDDEN'],
      [driver, '/v1/riders/me/stream', {}, 403, 'FORBIDDEN'],
      [ops, '/v1/riders/me/stream', {}, 403, 'FORBIDDEN'],
      [stranger, tripPath, {}, 404, 'NOT_FOUND'],
      [rider, `/v1/trips/${randomUUID()}/stream`, {}, 404, 'NOT_FOUND'],
      [rider, '/v1/trips/not-an-id/stream', {}, 404, 'NOT_FOUND'],
      [rider, '/v1/riders/me/stream', json, 406, 'NOT_ACCEPTABLE'],
    ];
    for (const [who, path, headers, status, code] of cases) {
      const probe = await open(who, path, { headers });
      await probe.ended;
      expect([path, probe.status, JSON.parse(probe.raw).code]).toEqual([path, status, code]);
      expect(probe.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(JSON.parse(probe.raw).detail).not.toBe('');
    }
    for (const who of [rider, driver, ops]) {
      const probe = await open(who, tripPath);
      expect(probe.status).toBe(200);
      await probe.next(({ event }) => event === 'stream.snapshot');
    }
  });

  it.each(['token', 'access_token'])(
    'a request with a %s in the address is refused',
    async (name) => {
      const rider = await signUp(server, 'rider');
      const probe = await open(rider, `?${name}=${rider.token}`);
      await probe.ended;
      expect(probe.status).toBeGreaterThanOrEqual(400);
      expect(JSON.parse(probe.raw).code).toBe('TOKEN_IN_QUERY');
    },
  );
});

it('the PIN is in the snapshot of the rider’s own stream, and in no other frame of any user', async () => {
  const { rider, driver, trip } = await rideTo(server, 'driver_arrived');
  const ofRider = await open(rider);
  const ofDriver = await open(driver);
  const [shown, ops] = [await open(rider, `/v1/trips/${trip.id}/stream`), await opsOn(trip.id)];
  const ofTrip = await open(driver, `/v1/trips/${trip.id}/stream`);
  await driver.post(`/v1/trips/${trip.id}/start`, { pin: trip.pin });
  await driver.post(`/v1/trips/${trip.id}/complete`);
  for (const probe of [ofRider, ofDriver, ofTrip, shown, ops]) {
    await probe.next(({ event }) => event === 'trip.completed');
  }
  const snapshot = ofRider.frames.find(({ event }) => event === 'stream.snapshot');
  expect(dataOf(snapshot).trip.pin).toBe(trip.pin);
  expect(JSON.stringify(eventsIn(ofRider.frames))).not.toContain('pin\\"');
  for (const { raw } of [shown, ofDriver, ofTrip, ops]) expect(raw).not.toContain('"pin"');
});

describe('the stream of a trip', () => {
  it('ends after its terminal event, and its last cursor gets 204 from then on', async () => {
    const { rider, driver, trip } = await rideTo(server, 'in_progress');
    const path = `/v1/trips/${trip.id}/stream`;
    const probe = await open(rider, path);
    await driver.post(`/v1/trips/${trip.id}/complete`);
    expect(await probe.ended).toBe('server');
    const [terminal, closing] = probe.frames.filter(({ data }) => data !== undefined).slice(-2);
    expect(terminal?.event).toBe('trip.completed');
    expect(closing?.event).toBe('stream.closing');
    expect(dataOf(closing)).toEqual({ reason: 'end', reconnect: false });
    expect(closing?.id).toBe(terminal?.id);
    const headers = { 'last-event-id': closing!.id! };
    expect((await open(rider, path, { headers })).status).toBe(204);
    const earlier = closing!.id!.replace(/\d+$/, (seq) => String(Number(seq) - 1));
    const resumed = await open(rider, `${path}?cursor=${earlier}`);
    expect(await resumed.ended).toBe('server');
    expect(eventsIn(resumed.frames).map(({ event }) => event)).toEqual(['trip.completed']);
    expect(dataOf(resumed.frames.at(-1))).toEqual({ reason: 'end', reconnect: false });
  });

  it.each(['completed', 'cancelled'] as const)(
    'a trip that is %s shows its end to a fresh subscriber, and its stream ends',
    async (status) => {
      const { rider, trip } = await rideTo(server, status);
      const probe = await open(rider, `/v1/trips/${trip.id}/stream`);
      expect(await probe.ended).toBe('server');
      expect(probe.frames.map(({ event }) => event)).toEqual([
        'stream.opened',
        'stream.snapshot',
        'stream.closing',
      ]);
      expect(dataOf(probe.frames[1]).trip.status).toBe(status);
      expect(dataOf(probe.frames[2])).toEqual({ reason: 'end', reconnect: false });
    },
  );
});

async function opsOn(tripId: string): Promise<SseProbe> {
  return open(await signUp(server, 'ops'), `/v1/trips/${tripId}/stream`);
}

interface Reset {
  reason: string;
  epoch: string;
  head: number;
}

async function expectReset(probe: SseProbe, { reason, epoch, head }: Reset): Promise<void> {
  const [opened, snapshot] = [await probe.next(), await probe.next()];
  expect(dataOf(opened)).toMatchObject({ mode: 'reset', reason, head: `${epoch}-${head}` });
  expect(opened.id).toBe(`${epoch}-0`);
  expect(snapshot).toMatchObject({ event: 'stream.snapshot', id: `${epoch}-${head}` });
}
