import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { StreamId } from '#contracts';
import { createTestDatabase, type TestDatabase } from '#testing';
import { ageHistory } from '../../test/aged-history.js';
import { query, startOutboxApp, type OutboxApp } from '../../test/outbox-app.js';
import { createSampleEvent, createSampleStream } from '../../test/sample-event.js';
import { HistoryTrimmer, TRIM_START, type TrimPosition } from './history-trimmer.js';

/** Seconds. Far below the default of 7 days, so that the app's own rounds delete no event. */
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
  one = createSampleStream(randomUUID());
  two = createSampleStream(randomUUID());
});

describe('HistoryTrimmer', () => {
  it('deletes events that are older than the retention, and the numbers continue', async () => {
    await app.commit(createSampleEvent(one), createSampleEvent(one, two), createSampleEvent(one));
    await age(one, [1, 2]);
    expect(await trimAll()).toEqual({ events: 2, deliveries: 3 });
    expect(await readNumbers(one)).toEqual([3]);
    expect(await readNumbers(two)).toEqual([]);
    await app.commit(createSampleEvent(one, two));
    expect(await readNumbers(one)).toEqual([3, 4]);
    expect(await readNumbers(two)).toEqual([2]);
  });

  it('leaves the events after a cursor complete, or shows that the first of them is deleted', async () => {
    await app.commit(...Array.from({ length: 5 }, () => createSampleEvent(one)));
    await age(one, [1, 2, 3]);
    await trimAll();
    expect(await readExtent(one, 2)).toEqual({ head: 5, firstAfter: 4 });
    expect(await readExtent(one, 3)).toEqual({ head: 5, firstAfter: 4 });
    await age(one, [4, 5]);
    await trimAll();
    expect(await readExtent(one, 3)).toEqual({ head: 5, firstAfter: null });
    expect(await readExtent(one, 5)).toEqual({ head: 5, firstAfter: null });
  });

  it('keeps an old event behind a recent one, so that it never makes a gap', async () => {
    await app.commit(createSampleEvent(one), createSampleEvent(one, two), createSampleEvent(one));
    // An event takes its time before its number, so its time may be before that of its predecessor.
    await age(one, [2]);
    expect(await trimAll()).toEqual({ events: 0, deliveries: 1 });
    expect(await readNumbers(one)).toEqual([1, 2, 3]);
    await age(one, [1]);
    expect(await trimAll()).toEqual({ events: 2, deliveries: 2 });
    expect(await readNumbers(one)).toEqual([3]);
  });

  it('leaves every stream without a gap, for random times and small batches', async () => {
    const streams = Array.from({ length: 6 }, () => createSampleStream(randomUUID()));
    const pickSome = () => streams.filter(() => Math.random() < 0.4);
    for (let round = 0; round < 40; round++) {
      await app.commit(
        createSampleEvent(...pickSome()),
        createSampleEvent(...pickSome()),
        createSampleEvent(...pickSome()),
      );
    }
    await query(
      database.url,
      `UPDATE outbox SET time = now() - make_interval(secs => $1 * random())`,
      [2 * RETENTION],
    );
    const expected = await findExpectedRest();
    while ((await trimAll(7)).deliveries > 0);
    expect(await readMailbox()).toEqual(expected);
    expect(await countOrphans()).toEqual(0);
  });

  it('deletes every event once when several processes trim at the same time', async () => {
    await ageHistory(database.url, [one, two], { count: 3_000, seconds: OLD });
    const trimmers = [trimmer, new HistoryTrimmer(app.transactions)];
    const deleted = await Promise.all(trimmers.map((each) => trimAll(100, each)));
    const rest = await trimAll(100);
    const total = [...deleted, rest].reduce((sum, { deliveries }) => sum + deliveries, 0);
    expect(total).toBe(6_000);
    expect(await readMailbox()).toEqual([]);
    expect(await countOrphans()).toEqual(0);
  });

  it('trims without blocking a writer of the same streams', async () => {
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
    expect(await readNumbers(one)).toEqual(after);
    expect(await readNumbers(two)).toEqual(after);
  });

  it('returns the age of the oldest stored event', async () => {
    expect(await trimmer.readOldestAgeSeconds()).toBe(0);
    await app.commit(createSampleEvent(one), createSampleEvent(one));
    await age(one, [1]);
    expect(await trimmer.readOldestAgeSeconds()).toBeGreaterThanOrEqual(OLD);
    await trimAll();
    expect(await trimmer.readOldestAgeSeconds()).toBeLessThan(60);
  });
});

async function readExtent(stream: StreamId, after: number) {
  const { head, events } = await app.history.readPage(stream, after, 1);
  return { head, firstAfter: events[0]?.seq ?? null };
}

/** Trims a whole round, batch by batch. */
async function trimAll(batch = 1_000, by = trimmer) {
  const deleted = { events: 0, deliveries: 0 };
  const cutoff = await by.readCutoff(RETENTION);
  let position: TrimPosition | null = TRIM_START;
  while (position) {
    const { next, events, deliveries } = await by.trim(cutoff, position, batch);
    deleted.events += events;
    deleted.deliveries += deliveries;
    position = next;
  }
  return deleted;
}

const age = (stream: StreamId, numbers: number[]) =>
  query(
    database.url,
    `UPDATE outbox SET time = now() - make_interval(secs => $1) WHERE id IN
       (SELECT outbox_id FROM mailbox WHERE stream = $2 AND seq = ANY ($3))`,
    [OLD, stream, numbers],
  );

/** Appends an event, and fails if it has to wait for a lock. */
const writeWithoutWaiting = (...streams: StreamId[]) =>
  app.transactions.run(async (tx) => {
    await tx.query(`SET LOCAL lock_timeout = '20ms'`);
    app.outbox.append(tx, [createSampleEvent(...streams)], await tx.now());
  });

async function readNumbers(stream: StreamId): Promise<number[]> {
  const events = await app.history.read(stream, { after: 0, limit: 100_000 });
  return events.map(({ seq }) => seq);
}

const readMailbox = () =>
  query(database.url, 'SELECT stream, seq::int FROM mailbox ORDER BY stream, seq');

/** The events of each stream from its first recent event on. */
const findExpectedRest = () =>
  query(
    database.url,
    `SELECT stream, seq::int FROM mailbox m WHERE seq >= (
       SELECT min(seq) FROM mailbox y JOIN outbox o ON o.id = y.outbox_id
       WHERE y.stream = m.stream AND o.time >= now() - make_interval(secs => $1))
     ORDER BY stream, seq`,
    [RETENTION],
  );

/** Counts old events that no stream carries, and positions without an event. */
async function countOrphans(): Promise<number> {
  const [row] = await query<{ count: number }>(
    database.url,
    `SELECT count(*)::int AS count FROM outbox o FULL JOIN mailbox m ON m.outbox_id = o.id
     WHERE o.id IS NULL OR (m.stream IS NULL AND o.time < now() - make_interval(secs => $1))`,
    [RETENTION],
  );
  return row?.count ?? -1;
}
