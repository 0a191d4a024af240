import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { streamId } from '#contracts';
import { openSse, type SseProbe } from '#testing';
import {
  api,
  dataOf,
  expectOk,
  goOnline,
  nextOffer,
  type Person,
  requestTrip,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  StreamWriter,
  type TestServer,
} from '#api-harness';
import { ask, asPolled, poll, pollUntil, streamOf, untilHeld } from './poll-client.js';
import { expectProblem } from '../http/problem-check.js';

let server: TestServer;
let writer: StreamWriter;
let peek: SqlPeek;
const probes: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer({ STREAM_REPLAY_LIMIT: '40' });
  writer = await StreamWriter.at(server);
  peek = await SqlPeek.at(server);
});

/** After each test: a poll that has ended leaves no state behind. */
afterEach(async () => {
  await Promise.all(probes.map((probe) => probe.close()));
  probes.length = 0;
  await untilHeld(server, 0);
  await peek.resetCity();
});

afterAll(async () => {
  await Promise.all([writer.close(), peek.close()]);
  await server.drop();
});

async function open(who: Person, query = '', path = streamOf(who)): Promise<SseProbe> {
  const probe = await who.stream(path + query);
  probes.push(probe);
  return probe;
}

/** A rider with `count` events in their stream. */
async function riderWith(count: number) {
  const rider = await signUp(server, 'rider');
  const stream = streamId('rider', rider.id);
  if (count > 0) await writer.commit(stream, count);
  const epoch = (await poll(rider)).cursor.split('-')[0]!;
  return { rider, stream, epoch, cursor: (seq: number) => `${epoch}-${seq}` };
}

describe('polling, long polling and the event stream', () => {
  it('read the same events with the same cursors, all through a ride', async () => {
    const [rider, driver] = await Promise.all([signUp(server, 'rider'), signUp(server, 'driver')]);
    const trip = await requestTrip(rider);
    const { cursor } = await poll(rider);
    for (const path of [streamOf(rider), `/v1/trips/${trip.id}/stream`]) {
      expect((await poll(rider, '', { path })).cursor).toBe(cursor);
    }
    const read = async (path: string) => ({
      stream: await open(rider, `?cursor=${cursor}`, path),
      polled: pollUntil(rider, 'trip.completed', { cursor, path, query: '' }),
      waited: pollUntil(rider, 'trip.completed', { cursor, path, query: '&waitSeconds=30' }),
      paged: pollUntil(rider, 'trip.completed', { cursor, path, query: '&waitSeconds=30&limit=1' }),
    });
    const ways = await Promise.all([read(streamOf(rider)), read(`/v1/trips/${trip.id}/stream`)]);
    const offers = await driver.stream();
    await goOnline(driver);
    await expectOk(driver.post(`/v1/offers/${(await nextOffer(offers)).id}/accept`));
    for (const [step, body] of [['arrive'], ['start', { pin: trip.pin }], ['complete']] as const) {
      await expectOk(driver.post(`/v1/trips/${trip.id}/${step}`, body));
    }
    await offers.close();
    for (const { stream, ...others } of ways) {
      await stream.next(({ event }) => event === 'trip.completed');
      const expected = asPolled(stream.frames);
      expect(expected.map(({ event }) => event)).toEqual([
        'trip.driver_assigned',
        'trip.driver_arrived',
        'trip.started',
        'trip.completed',
      ]);
      for (const events of Object.values(others)) expect(await events).toEqual(expected);
    }
  });

  it.each([
    ['', 'fresh'],
    ['?cursor=', 'fresh'],
    ['?cursor=EPOCH-0', 'fresh'],
    ['?cursor=whatever-0', 'fresh'],
    ['?cursor=EPOCH-2', 'resumed'],
    ['?cursor=EPOCH-3', 'resumed'],
    ['?cursor=nonsense', 'reset'],
    ['?cursor=%00', 'reset'],
    ['?cursor=EPOCH-1e309', 'reset'],
    ['?cursor=EPOCH-1&cursor=EPOCH-2', 'reset'],
    ['?cursor=anotherEpoch-1', 'reset'],
    ['?cursor=EPOCH-4', 'reset'],
    ['?cursor=EPOCH-9007199254740991', 'reset'],
  ])('polls and event streams make the same resume decision on %j: %s', async (query, mode) => {
    const { rider, epoch, cursor } = await riderWith(3);
    const probe = await open(rider, query.replaceAll('EPOCH', epoch));
    const opened = dataOf(await probe.next());
    expect(opened.mode).toBe(mode);
    const answer = await poll(rider, query.replaceAll('EPOCH', epoch));
    expect([answer.mode, answer.reason]).toEqual([opened.mode, opened.reason]);
    expect(answer.cursor).toBe(cursor(3));
    if (mode === 'resumed') return expect(answer).not.toHaveProperty('snapshot');
    const { snapshot, events } = answer;
    const frame = await probe.next();
    expect([snapshot, events, frame.id]).toEqual([dataOf(frame), [], cursor(3)]);
  });

  it('polls and event streams make the same decision on a cursor that is trimmed, or too far behind', async () => {
    const { rider, stream, cursor } = await riderWith(50);
    const reasonFor = async (seq: number) => {
      const { reason } = await poll(rider, `?cursor=${cursor(seq)}`);
      const probe = await open(rider, `?cursor=${cursor(seq)}`);
      expect(dataOf(await probe.next()).reason).toBe(reason);
      return reason;
    };
    expect(await reasonFor(5)).toBe('gap_too_large');
    await writer.query('DELETE FROM mailbox WHERE stream = $1 AND seq <= 30', [stream]);
    expect(await reasonFor(20)).toBe('history_trimmed');
    expect(await reasonFor(30)).toBeUndefined();
  });
});

describe('a poll', () => {
  it('takes as many events as it asks for, and its cursor leads to the next', async () => {
    const { rider, cursor } = await riderWith(8);
    const pages: number[] = [];
    let next = cursor(1);
    while (next !== cursor(8)) {
      const { events, cursor: after, mode } = await poll(rider, `?limit=3&cursor=${next}`);
      expect([mode, after]).toEqual(['resumed', events.at(-1)?.id]);
      pages.push(events.length);
      next = after;
    }
    expect(pages).toEqual([3, 3, 1]);
    expect(await poll(rider, `?cursor=${next}`)).toEqual({
      mode: 'resumed',
      events: [],
      cursor: next,
    });
  });

  it('takes the cursor in the header before the one in the address', async () => {
    const { rider, cursor } = await riderWith(4);
    const headers = { 'last-event-id': cursor(3) };
    const { events } = await poll(rider, `?cursor=${cursor(1)}`, { headers });
    expect(events.map(({ id }) => id)).toEqual([cursor(4)]);
  });

  it('the answer to a poll is not cached, and varies with Accept', async () => {
    const { rider } = await riderWith(1);
    const { headers } = await ask(rider);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('vary')).toMatch(/\bAccept\b/);
    expect((await open(rider)).headers.vary).toMatch(/\bAccept\b/);
  });

  it.each([
    'waitSeconds=-1',
    'waitSeconds=31',
    'waitSeconds=soon',
    'waitSeconds=1&waitSeconds=2',
    'limit=0',
    'limit=1001',
    'limit=1.5',
    'limit=many',
    'limit=',
  ])('a poll with %s answers 422', async (query) => {
    const { rider } = await riderWith(0);
    const answer = await ask(rider, `?${query}`);
    expectProblem(answer, 422, 'VALIDATION_FAILED');
    expect((answer.body as unknown as { errors: { field: string }[] }).errors).toEqual([
      expect.objectContaining({ field: query.split('=')[0] }),
    ]);
  });

  it('ignores what it doesn’t know', async () => {
    const { rider } = await riderWith(1);
    expect((await poll(rider, '?names=off&colour=blue')).mode).toBe('fresh');
  });

  it.each([
    ['application/json', 'application/json'],
    ['application/json, text/plain, */*', 'application/json'],
    ['text/event-stream;q=0.5, application/json', 'application/json'],
    ['application/json, text/event-stream', 'text/event-stream'],
    ['*/*', 'text/event-stream'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/event-stream'],
    ['text/html', 'application/problem+json'],
    ['application/json;q=0', 'application/problem+json'],
  ])('a request of %s gets %s', async (accept, type) => {
    const { rider } = await riderWith(1);
    const authorization = `Bearer ${rider.token}`;
    const probe = await openSse(server.url + streamOf(rider), {
      headers: { accept, authorization },
    });
    expect(probe.headers['content-type']).toContain(type);
    expect(probe.status).toBe(type === 'application/problem+json' ? 406 : 200);
    await probe.close();
  });
});

describe('a poll that waits', () => {
  it('a waiting poll is answered by the commit, and polls of other streams go on waiting', async () => {
    const [first, second] = [await riderWith(1), await riderWith(1)];
    const answers: string[] = [];
    const wait = async ({ rider, cursor }: typeof first, name: string) => {
      const answer = await poll(rider, `?waitSeconds=30&cursor=${cursor(1)}`);
      answers.push(name);
      return answer;
    };
    const waits = [wait(first, 'first'), wait(second, 'second')];
    await untilHeld(server, 2);
    await writer.commit(second.stream, 1);
    expect((await waits[1])?.events.map(({ id }) => id)).toEqual([second.cursor(2)]);
    await untilHeld(server, 1);
    expect(answers).toEqual(['second']);
    await writer.commit(first.stream, 3);
    expect((await waits[0])?.events.map(({ id }) => id)).toEqual([2, 3, 4].map(first.cursor));
  });

  it('a poll of a stream without events gets its first event', async () => {
    const { rider, stream, cursor } = await riderWith(0);
    const waiting = poll(rider, `?waitSeconds=30&cursor=${cursor(0)}`);
    await untilHeld(server, 1);
    await writer.commit(stream, 2);
    const answer = await waiting;
    expect(answer).toMatchObject({ mode: 'fresh', snapshot: { trip: null }, cursor: cursor(2) });
    expect(answer.events.map(({ id }) => id)).toEqual([cursor(1), cursor(2)]);
  });

  it('in vain says so, with the cursor it came with', async () => {
    const { rider, cursor } = await riderWith(2);
    const answer = await poll(rider, `?waitSeconds=0.2&cursor=${cursor(2)}`);
    expect(answer).toEqual({ mode: 'resumed', events: [], cursor: cursor(2) });
  });

  it('a waiting poll finds at its end an event that no wake-up announced', async () => {
    const { rider, stream, cursor } = await riderWith(1);
    const told = poll(rider, `?waitSeconds=30&cursor=${cursor(1)}`);
    await untilHeld(server, 1);
    await writer.commit(stream);
    expect((await told).cursor).toBe(cursor(2));
    const waiting = poll(rider, `?waitSeconds=0.6&cursor=${cursor(2)}`);
    await untilHeld(server, 1);
    // Behind the tail's back: the outbox row is one that the tail has long read.
    await writer.query(
      `WITH head AS (UPDATE stream SET seq = seq + 1 WHERE id = $1 RETURNING seq)
       INSERT INTO mailbox (stream, seq, outbox_id)
       SELECT $1, head.seq, m.outbox_id FROM head, mailbox m WHERE m.stream = $1 AND m.seq = 1`,
      [stream],
    );
    expect((await waiting).events.map(({ id }) => id)).toEqual([cursor(3)]);
  });

  it('a waiting poll whose client disconnects leaves no state behind', async () => {
    const { rider, cursor } = await riderWith(1);
    const leaving = new AbortController();
    const headers = { accept: 'application/json', authorization: `Bearer ${rider.token}` };
    const url = `${server.url}${streamOf(rider)}?waitSeconds=30&cursor=${cursor(1)}`;
    const waits = Array.from({ length: 10 }, () =>
      fetch(url, { headers, signal: leaving.signal }).catch(() => 'left'),
    );
    await untilHeld(server, 10);
    leaving.abort();
    expect(new Set(await Promise.all(waits))).toEqual(new Set(['left']));
    await untilHeld(server, 0);
  });

  it('ends with its token', async () => {
    const short = await startTestServer({ SESSION_SECONDS: '2', DATABASE_URL: server.databaseUrl });
    const rider = await signUp(short, 'rider');
    await writer.commit(streamId('rider', rider.id));
    const { cursor } = await poll(rider);
    expect(await poll(rider, `?waitSeconds=30&cursor=${cursor}`)).toMatchObject({ events: [] });
    expectProblem(await ask(rider), 401, 'TOKEN_EXPIRED');
    await short.stop();
  });

  it('a waiting poll is answered when the server stops', async () => {
    const stopping = await startTestServer({ DATABASE_URL: server.databaseUrl });
    const rider = await signUp(stopping, 'rider');
    await writer.commit(streamId('rider', rider.id));
    const { cursor } = await poll(rider);
    const waits = Array.from({ length: 5 }, () => poll(rider, `?waitSeconds=30&cursor=${cursor}`));
    await untilHeld(stopping, 5);
    await stopping.stop();
    for (const answer of await Promise.all(waits)) {
      expect(answer).toEqual({ mode: 'resumed', events: [], cursor });
    }
  });
});

describe('who may not poll', () => {
  it('a poll that is not allowed is answered by its status', async () => {
    const { rider, driver, trip } = await rideTo(server, 'driver_assigned');
    const [stranger, ops] = [await signUp(server, 'rider'), await signUp(server, 'ops')];
    const path = `/v1/trips/${trip.id}/stream`;
    const nobody = { ...rider, ...api(server) };
    expectProblem(await ask(nobody), 401, 'UNAUTHENTICATED');
    expectProblem(await ask(rider, '', { path: '/v1/drivers/me/stream' }), 403, 'FORBIDDEN');
    expectProblem(await ask(rider, '', { path: '/v1/ops/stream' }), 403, 'FORBIDDEN');
    for (const id of [trip.id, randomUUID(), 'nonsense']) {
      const other = `/v1/trips/${id}/stream`;
      expectProblem(await ask(stranger, '?waitSeconds=30', { path: other }), 404, 'NOT_FOUND');
    }
    expectProblem(await ask(rider, `?token=${rider.token}`), 401, 'TOKEN_IN_QUERY');
    for (const who of [rider, driver, ops]) {
      const { snapshot } = await poll(who, '', { path });
      expect(snapshot).toMatchObject({ trip: { id: trip.id } });
      expect(snapshot).not.toHaveProperty('trip.pin');
    }
  });

  it('a driver who gave the trip back may not poll it, and that event is the last one they read', async () => {
    const { rider, driver, trip } = await rideTo(server, 'driver_assigned');
    const path = `/v1/trips/${trip.id}/stream`;
    const { cursor } = await poll(driver, '', { path });
    const waiting = poll(driver, `?waitSeconds=30&cursor=${cursor}`, { path });
    await untilHeld(server, 1);
    await expectOk(driver.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Flat tyre' }));
    await expectOk(rider.post(`/v1/trips/${trip.id}/cancel`, { reason: 'Walking' }));
    expect((await waiting).events.map(({ event }) => event)).toEqual(['trip.redispatching']);
    const again = await ask(driver, `?cursor=${(await waiting).cursor}`, { path });
    expectProblem(again, 404, 'NOT_FOUND');
  });
});

it('an ended trip shows how it ended, and its last cursor gets 204', async () => {
  const { rider, trip } = await rideTo(server, 'completed');
  const path = `/v1/trips/${trip.id}/stream`;
  const { snapshot, cursor } = await poll(rider, '', { path });
  expect(snapshot).toMatchObject({ trip: { status: 'completed' } });
  const ended = await ask(rider, `?waitSeconds=30&cursor=${cursor}`, { path });
  expect([ended.status, ended.body]).toEqual([204, undefined]);
  const before = cursor.replace(/\d+$/, (seq) => String(Number(seq) - 1));
  const { events } = await poll(rider, `?cursor=${before}`, { path });
  expect(events.map(({ event, id }) => [event, id])).toEqual([['trip.completed', cursor]]);
});
