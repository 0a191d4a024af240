import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatCursor, parseCursor } from '#contracts';
import { until } from '#testing';
import {
  type Person,
  requestTrip,
  rideTo,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';

/** Three servers: any number of them trims the history once and correctly. */
let servers: TestServer[];
let server: TestServer;
let peek: SqlPeek;

beforeAll(async () => {
  const trimming = { HISTORY_RETENTION_SECONDS: '3600', HISTORY_TRIM_SECONDS: '0.2' };
  server = await startTestServer(trimming);
  const others = [1, 2].map(() =>
    startTestServer({ ...trimming, DATABASE_URL: server.databaseUrl }),
  );
  servers = [...(await Promise.all(others)), server];
  peek = await SqlPeek.at(server);
});

afterAll(async () => {
  await peek.close();
  for (const each of servers) await each.drop();
});

describe('a ride of long ago', () => {
  it('a ride of long ago keeps its trip and its receipt, though its history is gone and its stream is over', async () => {
    const { rider, trip } = await rideTo(server, 'completed');
    const path = `/v1/trips/${trip.id}`;
    const before = await rider.get(`${path}/events`);
    expect(before.body.events.length).toBeGreaterThan(3);
    const last = (before.body.events as { id: string }[]).at(-1)!.id;
    const receipt = await rider.get(`${path}/receipt`);
    await peek.rows(`UPDATE outbox SET time = time - interval '2 hours'`);
    await untilTrimmedTo(`trip/${trip.id}`, 0);

    expect((await rider.get(path)).body).toMatchObject({ id: trip.id, status: 'completed' });
    expect((await rider.get(`${path}/receipt`)).body).toEqual(receipt.body);
    expect((await rider.get(`${path}/events`)).body).toEqual({ events: [] });
    const behind = await openAt(rider, last, `${path}/stream`);
    expect(behind.status).toBe(204);
    await behind.close();
    const own = await openAt(rider, await headOf(`rider/${rider.id}`, last));
    expect(JSON.parse((await own.next()).data!)).toMatchObject({ mode: 'resumed' });
    await own.close();
  });
});

describe('a stream of more than 100,000 events', () => {
  it('a stream honours a cursor within the rest of its history, and answers history_trimmed to an older one', async () => {
    const rider = await signUp(server, 'rider');
    const stream = `rider/${rider.id}`;
    const epoch = await epochOf(rider);
    await fill(stream, { from: 1, to: 100_000, seconds: 7_200 });
    await fill(stream, { from: 100_001, to: 100_020, seconds: 60 });
    await untilTrimmedTo(stream, 20);

    expect(await verdict(rider, { epoch, seq: 5 })).toEqual(['reset', 'history_trimmed']);
    expect(await verdict(rider, { epoch, seq: 99_999 })).toEqual(['reset', 'history_trimmed']);
    expect(await verdict(rider, { epoch, seq: 100_000 })).toEqual(['resumed', undefined]);
    const resumed = await openAt(rider, formatCursor({ epoch, seq: 100_000 }));
    await resumed.next(({ id }) => id === formatCursor({ epoch, seq: 100_020 }));
    expect(resumed.frames.filter(({ event }) => event === 'driver.online')).toHaveLength(20);
    await resumed.close();
  });
});

describe('a day of the history that is dropped', () => {
  it('a cursor into a dropped day gets history_trimmed, and the numbers of the stream go on', async () => {
    const rider = await signUp(server, 'rider');
    const stream = `rider/${rider.id}`;
    const epoch = await epochOf(rider);
    await fill(stream, { from: 1, to: 30, seconds: 60 });
    await moveToDay('2020-01-01', stream, 20);
    await until('the day is dropped', () =>
      peek.value<boolean>(`SELECT to_regclass('mailbox_20200101') IS NULL`),
    );

    expect(await verdict(rider, { epoch, seq: 5 })).toEqual(['reset', 'history_trimmed']);
    expect(await verdict(rider, { epoch, seq: 19 })).toEqual(['reset', 'history_trimmed']);
    const resumed = await openAt(rider, formatCursor({ epoch, seq: 20 }));
    await resumed.next(({ id }) => id === formatCursor({ epoch, seq: 30 }));
    expect(resumed.frames.filter(({ event }) => event === 'driver.online')).toHaveLength(10);
    await requestTrip(rider);
    await resumed.next(({ id }) => id === formatCursor({ epoch, seq: 31 }));
    expect(resumed.violations).toEqual([]);
    await resumed.close();
  });
});

describe('a reader whose history is trimmed while they catch up', () => {
  it('a subscriber whose history is trimmed while it catches up is disconnected, and its resume is answered with history_trimmed', async () => {
    const rider = await signUp(server, 'rider');
    const stream = `rider/${rider.id}`;
    const epoch = await epochOf(rider);
    await fill(stream, { from: 1, to: 6_000, seconds: 60, bytes: 3_000 });
    const slow = await openAt(rider, formatCursor({ epoch, seq: 1 }));
    await slow.next(({ event }) => event === 'driver.online');
    slow.pause();
    await peek.rows(`UPDATE outbox SET time = time - interval '2 hours' WHERE id IN
      (SELECT outbox_id FROM mailbox WHERE stream = '${stream}')`);
    await untilTrimmedTo(stream, 0);
    slow.resume();
    const closing = await slow.next(({ event }) => event === 'stream.closing');
    expect(JSON.parse(closing.data!)).toEqual({ reason: 'unavailable', reconnect: true });
    expect(slow.violations).toEqual([]);
    const reached = parseCursor(closing.id!)!;
    expect(reached.seq).toBeLessThan(6_000);
    expect(await verdict(rider, reached)).toEqual(['reset', 'history_trimmed']);
  });
});

const openAt = (who: Person, cursor: string, path?: string) =>
  who.stream(path, { headers: { 'last-event-id': cursor } });

async function verdict(who: Person, cursor: { epoch: string; seq: number }) {
  const stream = await openAt(who, formatCursor(cursor));
  const { mode, reason } = JSON.parse((await stream.next()).data!) as Record<string, string>;
  if (mode === 'reset') expect((await stream.next()).event).toBe('stream.snapshot');
  await stream.close();
  return [mode, reason];
}

async function epochOf(who: Person): Promise<string> {
  const stream = await who.stream();
  const { epoch } = parseCursor((await stream.next()).id!)!;
  await stream.close();
  return epoch;
}

async function headOf(stream: string, like: string): Promise<string> {
  const seq = await peek.value<number>('SELECT seq::int FROM stream WHERE id = $1', [stream]);
  return formatCursor({ epoch: parseCursor(like)!.epoch, seq });
}

/** Counts one more than it waits for: a hundred thousand, each 10 ms, would keep a core busy. */
const untilTrimmedTo = (stream: string, count: number) =>
  until(
    `${count} events are left`,
    async () =>
      (await peek.value<number>(
        'SELECT count(*)::int FROM (SELECT FROM mailbox WHERE stream = $1 LIMIT $2) AS left_over',
        [stream, count + 1],
      )) === count,
  );

/** Moves the events of a stream up to `seq` to the partition of another day, in one transaction. */
async function moveToDay(day: string, stream: string, seq: number): Promise<void> {
  const partition = (table: string) =>
    `CREATE TABLE ${table}_${day.replaceAll('-', '')} PARTITION OF ${table}
     FOR VALUES FROM ('${day}') TO ('${day}'::date + 1)`;
  await peek.rows(
    `BEGIN; ${partition('outbox')}; ${partition('mailbox')};
     UPDATE mailbox SET day = '${day}' WHERE stream = '${stream}' AND seq <= ${seq};
     UPDATE outbox SET day = '${day}'
       WHERE id IN (SELECT outbox_id FROM mailbox WHERE day = '${day}');
     COMMIT`,
  );
}

/** Writes history straight into the tables, in one transaction; no two events have one time. */
async function fill(
  stream: string,
  { from, to, seconds, bytes = 1 }: { from: number; to: number; seconds: number; bytes?: number },
): Promise<void> {
  // The tail overflows on so many at once: readers compare heads, as they do in real life.
  await peek.rows(
    `WITH written AS (
       INSERT INTO outbox (id, type, subject, time, event)
       SELECT gen_random_uuid(), 'driver.online', 'fill/' || n, now() - make_interval(secs => $4) + n * interval '1 us',
         json_build_object('fill', repeat('x', $5))
       FROM generate_series($2::int, $3::int) n
       RETURNING id, split_part(subject, '/', 2)::int AS seq
     ), head AS (
       INSERT INTO stream (id, seq) VALUES ($1, $3)
       ON CONFLICT (id) DO UPDATE SET seq = excluded.seq
     )
     INSERT INTO mailbox (stream, seq, outbox_id) SELECT $1, seq, id FROM written`,
    [stream, from, to, seconds, bytes],
  );
}
