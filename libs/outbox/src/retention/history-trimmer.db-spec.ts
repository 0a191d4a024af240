import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { StreamId } from '#contracts';
import { createTestDatabase, type TestDatabase } from '#testing';
import { ageHistory } from '../../test/aged-history.js';
import { query, startOutboxApp, type OutboxApp } from '../../test/outbox-app.js';
import { sampleEvent, sampleStream } from '../../test/sample-event.js';
import { TRIM_START, HistoryTrimmer, type TrimPosition } from './history-trimmer.js';

/** Far below the default of 7 days, so that the app's own rounds find nothing to do. */
const RETENTION = 1_800;
const OLD = 3_600;

let database: TestDatabase;
let app: OutboxApp;
let trimmer: HistoryTrimmer;
let one: StreamId;
let two: StreamId;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startOutboxApp(database.url);
  trimmer = new HistoryTrimmer(app.transactions);
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

beforeEach(async () => {
  await query(database.url, 'TRUNCATE outbox, mailbox, stream');
  one = sampleStream(randomUUID());
  two = sampleStream(randomUUID());
});

describe('trimming', () => {
  it('takes what is older than the retention, keeps the rest, and numbers go on', async () => {
    await app.commit(sampleEvent(one), sampleEvent(one, two), sampleEvent(one));
    await age(one, [1, 2]);
    expect(await trimAll()).toEqual({ events: 2, deliveries: 3 });
    expect(await numbersOf(one)).toEqual([3]);
    expect(await numbersOf(two)).toEqual([]);
    await app.commit(sampleEvent(one, two));
    expect(await numbersOf(one)).toEqual([3, 4]);
    expect(await numbersOf(two)).toEqual([2]);
  });

  it('leaves what a cursor has missed, or says that it is gone', async () => {
    await app.commit(...Array.from({ length: 5 }, () => sampleEvent(one)));
    await age(one, [1, 2, 3]);
    await trimAll();
    expect(await extentOf(one, 2)).toEqual({ head: 5, firstAfter: 4 });
    expect(await extentOf(one, 3)).toEqual({ head: 5, firstAfter: 4 });
    await age(one, [4, 5]);
    await trimAll();
    expect(await extentOf(one, 3)).toEqual({ head: 5, firstAfter: null });
    expect(await extentOf(one, 5)).toEqual({ head: 5, firstAfter: null });
  });

  it('never makes a hole: an old event behind a young one waits for it', async () => {
    await app.commit(sampleEvent(one), sampleEvent(one, two), sampleEvent(one));
    // Times are taken before numbers are, so a number may be older than the one before it.
    await age(one, [2]);
    expect(await trimAll()).toEqual({ events: 0, deliveries: 1 });
    expect(await numbersOf(one)).toEqual([1, 2, 3]);
    await age(one, [1]);
    expect(await trimAll()).toEqual({ events: 2, deliveries: 2 });
    expect(await numbersOf(one)).toEqual([3]);
  });

  it('leaves of every stream its end without a hole, whatever the times and the batches', async () => {
    const streams = Array.from({ length: 6 }, () => sampleStream(randomUUID()));
    const some = () => streams.filter(() => Math.random() < 0.4);
    for (let round = 0; round < 40; round++) {
      await app.commit(sampleEvent(...some()), sampleEvent(...some()), sampleEvent(...some()));
    }
    await query(
      database.url,
      `UPDATE outbox SET time = now() - make_interval(secs => $1 * random())`,
      [2 * RETENTION],
    );
    const kept = await mustRemain();
    while ((await trimAll(7)).deliveries > 0);
    expect(await places()).toEqual(kept);
    expect(await orphans()).toEqual(0);
  });

  it('by several processes at once takes everything once', async () => {
    await ageHistory(database.url, [one, two], { count: 3_000, seconds: OLD });
    const others = [trimmer, new HistoryTrimmer(app.transactions)];
    const taken = await Promise.all(others.map((each) => trimAll(100, each)));
    const rest = await trimAll(100);
    const total = [...taken, rest].reduce((sum, { deliveries }) => sum + deliveries, 0);
    expect(total).toBe(6_000);
    expect(await places()).toEqual([]);
    expect(await orphans()).toEqual(0);
  });

  it('keeps no writer waiting, not even one of the streams it trims', async () => {
    await ageHistory(database.url, [one, two], { count: 50_000, seconds: OLD });
    const done = new AbortController();
    const trimming = trimAll(1_000).finally(() => {
      done.abort();
    });
    let written = 0;
    while (!done.signal.aborted) {
      await writeWithoutWaiting(one, two);
      written += 1;
    }
    expect(await trimming).toEqual({ events: 50_000, deliveries: 100_000 });
    expect(written).toBeGreaterThan(10);
    const after = Array.from({ length: written }, (_, index) => 50_001 + index);
    expect(await numbersOf(one)).toEqual(after);
    expect(await numbersOf(two)).toEqual(after);
  });

  it('tells the age of the oldest event that is left', async () => {
    expect(await trimmer.readOldestAgeSeconds()).toBe(0);
    await app.commit(sampleEvent(one), sampleEvent(one));
    await age(one, [1]);
    expect(await trimmer.readOldestAgeSeconds()).toBeGreaterThanOrEqual(OLD);
    await trimAll();
    expect(await trimmer.readOldestAgeSeconds()).toBeLessThan(60);
  });
});

/** A whole round. */
async function extentOf(stream: StreamId, after: number) {
  const { head, events } = await app.history.readPage(stream, after, 1);
  return { head, firstAfter: events[0]?.seq ?? null };
}

async function trimAll(batch = 1_000, by = trimmer) {
  const taken = { events: 0, deliveries: 0 };
  const cutoff = await by.readCutoff(RETENTION);
  let position: TrimPosition | null = TRIM_START;
  while (position) {
    const { next, events, deliveries } = await by.trim(cutoff, position, batch);
    taken.events += events;
    taken.deliveries += deliveries;
    position = next;
  }
  return taken;
}

const age = (stream: StreamId, numbers: number[]) =>
  query(
    database.url,
    `UPDATE outbox SET time = now() - make_interval(secs => $1) WHERE id IN
       (SELECT outbox_id FROM mailbox WHERE stream = $2 AND seq = ANY ($3))`,
    [OLD, stream, numbers],
  );

/** An append that gives up when it has to wait for a lock at all. */
const writeWithoutWaiting = (...streams: StreamId[]) =>
  app.transactions.run(async (tx) => {
    await tx.query(`SET LOCAL lock_timeout = '20ms'`);
    await app.outbox.append(tx, [sampleEvent(...streams)], await tx.now());
  });

async function numbersOf(stream: StreamId): Promise<number[]> {
  const events = await app.history.read(stream, { after: 0, limit: 100_000 });
  return events.map(({ seq }) => seq);
}

const places = () =>
  query(database.url, 'SELECT stream, seq::int FROM mailbox ORDER BY stream, seq');

/** Of each stream everything from its first young event on. */
const mustRemain = () =>
  query(
    database.url,
    `SELECT stream, seq::int FROM mailbox m WHERE seq >= (
       SELECT min(seq) FROM mailbox y JOIN outbox o ON o.id = y.outbox_id
       WHERE y.stream = m.stream AND o.time >= now() - make_interval(secs => $1))
     ORDER BY stream, seq`,
    [RETENTION],
  );

/** Old events that nobody's stream has any more, or the reverse. */
async function orphans(): Promise<number> {
  const [row] = await query<{ count: number }>(
    database.url,
    `SELECT count(*)::int AS count FROM outbox o FULL JOIN mailbox m ON m.outbox_id = o.id
     WHERE o.id IS NULL OR (m.stream IS NULL AND o.time < now() - make_interval(secs => $1))`,
    [RETENTION],
  );
  return row?.count ?? -1;
}
