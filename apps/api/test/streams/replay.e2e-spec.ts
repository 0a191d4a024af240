import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { PolledEvent } from '#contracts';
import type { SseProbe } from '#testing';
import {
  dataOf,
  eventsIn,
  expectOk,
  type Person,
  type Ride,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { asPolled, untilHeld } from './poll-client.js';
import { expectProblem } from '../http/problem-check.js';

const STEPS = [
  'trip.requested',
  'trip.driver_assigned',
  'trip.driver_arrived',
  'trip.started',
  'trip.completed',
];

let server: TestServer;
let peek: SqlPeek;
let ride: Ride;
let probes: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer();
  peek = await SqlPeek.at(server);
  ride = await rideTo(server, 'completed');
});

/** After each test: the frames obey the rules, and a replay that has ended is gone. */
afterEach(async () => {
  await Promise.all(probes.map((probe) => probe.close()));
  expect(probes.flatMap(({ violations }) => violations)).toEqual([]);
  probes = [];
  await untilHeld(server, 0);
  await peek.resetCity();
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

async function replay(query: string, { who = ride.rider, trip = ride.trip } = {}) {
  const probe = await who.stream(`/v1/trips/${trip.id}/replay${query}`);
  probes.push(probe);
  return probe;
}

const pastOf = async (who: Person, id: string): Promise<PolledEvent[]> =>
  (await expectOk(who.get<{ events: PolledEvent[] }>(`/v1/trips/${id}/events`))).events;

const dataFrames = ({ frames }: SseProbe) => frames.filter(({ data }) => data !== undefined);

/** Moves the end of the ride an hour further away, on the tape only. */
const stretch = (tripId: string) =>
  peek.rows(
    `UPDATE outbox SET event = jsonb_set(event::jsonb, '{time}', '"2099-01-01T00:00:00.000Z"')::json
     WHERE subject = $1 AND type = 'trip.completed'`,
    [`trip/${tripId}`],
  );

describe('the replay of a trip', () => {
  it('a replay carries the events of its stream with the same ids and bytes, and ends', async () => {
    const probe = await replay('?speed=1000');
    expect(await probe.ended).toBe('server');
    const [opened, ...rest] = dataFrames(probe);
    const past = await pastOf(ride.rider, ride.trip.id);
    expect(opened?.event).toBe('stream.opened');
    const epoch = opened?.id?.split('-')[0] ?? '';
    expect(dataOf(opened)).toMatchObject({
      stream: `trip/${ride.trip.id}`,
      mode: 'fresh',
      from: `${epoch}-0`,
      head: past.at(-1)?.id,
    });
    expect(asPolled(rest)).toEqual(past);
    expect(past.map(({ event }) => event)).toEqual(STEPS);
    const stored = await peek.rows<{ json: string }>(
      `SELECT o.event::text AS json FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
       WHERE m.stream = $1 ORDER BY m.seq`,
      [`trip/${ride.trip.id}`],
    );
    expect(eventsIn(rest).map(({ data }) => data)).toEqual(stored.map(({ json }) => json));
    expect(rest.at(-1)).toMatchObject({ event: 'stream.closing', id: past.at(-1)?.id });
    expect(dataOf(rest.at(-1))).toEqual({ reason: 'end', reconnect: false });
  });

  it('a replay continues after a cursor, and is empty after the last one', async () => {
    const past = await pastOf(ride.rider, ride.trip.id);
    for (const [index, { id }] of past.entries()) {
      const probe = await replay(`?speed=1000&cursor=${id}`);
      await probe.ended;
      if (index === past.length - 1) expect(probe.status).toBe(204);
      else {
        expect(dataOf(probe.frames[0])).toMatchObject({ mode: 'resumed', from: id });
        expect(asPolled(probe.frames)).toEqual(past.slice(index + 1));
      }
    }
  });

  it.each([
    ['nonsense', 'unknown_cursor'],
    ['another-2', 'foreign_epoch'],
    ['EPOCH-99', 'cursor_ahead'],
  ])('begins anew when %s can’t be honoured: %s', async (presented, reason) => {
    const past = await pastOf(ride.rider, ride.trip.id);
    const epoch = past[0]?.id.split('-')[0] ?? '';
    const probe = await replay(`?speed=1000&cursor=${presented.replace('EPOCH', epoch)}`);
    await probe.ended;
    expect(dataOf(probe.frames[0])).toMatchObject({ mode: 'reset', reason, from: `${epoch}-0` });
    expect(asPolled(probe.frames)).toEqual(past);
  });

  it('a replay of a trip that goes on ends with the events so far', async () => {
    const { driver, trip } = await rideTo(server, 'driver_arrived');
    const probe = await replay('?speed=1000', { who: driver, trip });
    expect(await probe.ended).toBe('server');
    expect(asPolled(probe.frames)).toEqual(await pastOf(driver, trip.id));
    expect(dataOf(probe.frames.at(-1))).toEqual({ reason: 'end', reconnect: false });
  });

  it('says so when its beginning is no longer kept', async () => {
    const { rider, trip } = await rideTo(server, 'completed');
    const past = await pastOf(rider, trip.id);
    await peek.rows('DELETE FROM mailbox WHERE stream = $1 AND seq <= 2', [`trip/${trip.id}`]);
    const probe = await replay('?speed=1000', { who: rider, trip });
    await probe.ended;
    expect(dataOf(probe.frames[0])).toMatchObject({ mode: 'reset', reason: 'history_trimmed' });
    expect(asPolled(probe.frames)).toEqual(past.slice(2));
  });

  it('leaves the names out with names=off', async () => {
    const probe = await replay('?speed=1000&names=off');
    await probe.ended;
    expect(new Set(eventsIn(probe.frames).map(({ event }) => event))).toEqual(new Set([undefined]));
  });
});

describe('a replay that waits for what is recorded for later', () => {
  it('shows that it lives, and goes when its client does', async () => {
    const { rider, trip } = await rideTo(server, 'completed');
    await stretch(trip.id);
    const probe = await replay('?speed=1000', { who: rider, trip });
    await probe.next(({ event }) => event === 'trip.started');
    for (let beat = 0; beat < 2; beat++) {
      await probe.next(({ comment }) => comment !== undefined);
    }
    expect(dataFrames(probe).at(-1)?.event).toBe('trip.started');
    await untilHeld(server, 1);
    await probe.close();
    await untilHeld(server, 0);
  });

  it.each([
    ['the server stops', 'drain', {}],
    // The token is valid for the whole ride before the replay too.
    ['its token ends', 'token_expired', { SESSION_SECONDS: '12' }],
  ])(
    'a waiting replay is closed when %s, with the cursor to go on from',
    async (_when, reason, settings) => {
      const other = await startTestServer({ ...settings, DATABASE_URL: server.databaseUrl });
      const { rider, trip } = await rideTo(other, 'completed');
      await stretch(trip.id);
      const probe = await rider.stream(`/v1/trips/${trip.id}/replay?speed=1000`);
      const last = await probe.next(({ event }) => event === 'trip.started');
      if (reason === 'drain') await other.stop();
      expect(await probe.ended).toBe('server');
      expect(probe.frames.at(-1)).toMatchObject({ event: 'stream.closing', id: last.id });
      expect(dataOf(probe.frames.at(-1))).toEqual({ reason, reconnect: true });
      await other.stop();
    },
  );
});

describe('who may not have a replay', () => {
  it('a replay that is not allowed is answered by its status', async () => {
    const stranger = await signUp(server, 'rider');
    const path = `/v1/trips/${ride.trip.id}/replay`;
    const sse = { accept: 'text/event-stream' };
    expectProblem(await stranger.get(path, undefined, sse), 404, 'NOT_FOUND');
    const unknown = `/v1/trips/${randomUUID()}/replay`;
    expectProblem(await ride.rider.get(unknown, undefined, sse), 404, 'NOT_FOUND');
    const json = { accept: 'application/json' };
    expectProblem(await ride.rider.get(path, undefined, json), 406, 'NOT_ACCEPTABLE');
  });

  it.each(['0', '0.09', '1001', '-1', 'fast', ''])(
    'a replay at speed %j answers 422',
    async (speed) => {
      const path = `/v1/trips/${ride.trip.id}/replay?speed=${speed}`;
      const answer = await ride.rider.get(path, undefined, { accept: 'text/event-stream' });
      expectProblem(answer, 422, 'VALIDATION_FAILED');
    },
  );
});
