import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { StreamId } from '#contracts';
import { Metrics, Settings } from '#platform';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { query, startOutboxApp, type OutboxApp } from '../../test/outbox-app.js';
import { createSampleEvent, createSampleStream } from '../../test/sample-event.js';
import { HistoryPartitions, type DroppedDay } from './history-partitions.js';
import { HistoryTrimmer } from './history-trimmer.js';
import { RetentionJob } from './retention-job.js';

const DAY = 86_400;
const RETENTION = 7 * DAY;

let database: TestDatabase;
let app: OutboxApp;
let partitions: HistoryPartitions;
let one: StreamId;
let two: StreamId;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startOutboxApp(database.url);
  partitions = new HistoryPartitions(app.transactions);
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

beforeEach(async () => {
  await run('TRUNCATE outbox, mailbox, stream');
  one = createSampleStream(randomUUID());
  two = createSampleStream(randomUUID());
});

describe('the partitions of the history', () => {
  it('an append writes into the partition of its day, which exists in advance', async () => {
    await app.commit(createSampleEvent(one, two));
    const rows = await run(
      `SELECT o.tableoid::regclass::text AS outbox, m.tableoid::regclass::text AS mailbox
       FROM outbox o JOIN mailbox m ON m.outbox_id = o.id AND m.day = o.day`,
    );
    const today = await suffixOf(0);
    const row = { outbox: `outbox_${today}`, mailbox: `mailbox_${today}` };
    expect(rows).toEqual([row, row]);
    expect(await partitions.createAhead()).toEqual([]);
    expect(await listDays()).toEqual(expect.arrayContaining([today, await suffixOf(3)]));
  });

  it('a day whose events are older than the retention is dropped whole, and the numbers go on', async () => {
    await appendOn(9, one, 3);
    await appendOn(8, one, 2);
    await appendOn(7, one, 2);
    await app.commit(createSampleEvent(one));
    expect((await dropOldest())?.suffix).toBe(await suffixOf(-9));
    expect((await dropOldest())?.suffix).toBe(await suffixOf(-8));
    expect(await dropOldest()).toBeNull();
    expect(await readNumbers(one)).toEqual([6, 7, 8]);
    await app.commit(createSampleEvent(one));
    expect(await readNumbers(one)).toEqual([6, 7, 8, 9]);
  });

  it('a page shows that the event after a cursor was dropped, and is complete from there on', async () => {
    await appendOn(8, one, 3);
    await appendOn(3, one, 2);
    await app.commit(createSampleEvent(one));
    await dropOldest();
    expect(await readExtent(one, 2)).toEqual({ head: 6, firstAfter: 4 });
    expect(await readExtent(one, 3)).toEqual({ head: 6, firstAfter: 4 });
    expect(await readExtent(one, 5)).toEqual({ head: 6, firstAfter: 6 });
  });

  it('a page ends before a gap, which a clock that stepped back over midnight can leave', async () => {
    await appendOn(7, one, 2);
    await appendOn(8, one, 1);
    await appendOn(7, one, 2);
    await dropOldest();
    expect(await readNumbers(one)).toEqual([1, 2]);
    const { events } = await app.history.readPage(one, 1, 10);
    expect(events.map(({ seq }) => seq)).toEqual([2]);
    expect(await readExtent(one, 2)).toEqual({ head: 5, firstAfter: 4 });
  });

  it('a page that begins days ago is as complete as a recent one, in one batch with it', async () => {
    await appendOn(5, one, 4);
    await app.commit(createSampleEvent(one, two));
    const [old, recent, atHead] = await Promise.all([
      app.history.readPage(one, 0, 10),
      app.history.readPage(two, 0, 10),
      app.history.readPage(one, 5, 10),
    ]);
    expect(old.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(recent.events.map(({ seq }) => seq)).toEqual([1]);
    expect(atHead).toEqual({ head: 5, lastType: 'driver.online', events: [] });
  });

  it('the type of a head of days ago is found', async () => {
    await appendOn(5, one, 2);
    expect(await app.history.readPage(one, 2, 10)).toMatchObject({ lastType: 'driver.online' });
  });

  it('an append succeeds on a day without a partition, and its event is read and ends', async () => {
    const today = await suffixOf(0);
    await run(`DROP TABLE outbox_${today}, mailbox_${today}`);
    try {
      await app.commit(createSampleEvent(one), createSampleEvent(one));
      expect(await readNumbers(one)).toEqual([1, 2]);
      expect(await partitions.createAhead()).toEqual([expect.stringContaining('default')]);
      expect(await partitions.trimDefault(RETENTION)).toEqual({ outbox: 0, mailbox: 0 });
      await run(
        `UPDATE outbox_default SET day = day - 8; UPDATE mailbox_default SET day = day - 8`,
      );
      expect(await partitions.trimDefault(RETENTION)).toEqual({ outbox: 2, mailbox: 2 });
    } finally {
      await run('TRUNCATE outbox, mailbox');
      expect(await partitions.createAhead()).toEqual([]);
    }
  });

  it('an open transaction delays a drop, and no append waits for it', async () => {
    await appendOn(9, one, 1);
    const open = await app.appendWithoutCommit(createSampleEvent(two));
    await expect(partitions.dropOldest(RETENTION)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    await app.commit(createSampleEvent(one));
    await open.commit();
    expect(await dropOldest()).not.toBeNull();
    expect(await readNumbers(one)).toEqual([2]);
  });

  it('two processes drop each day once', async () => {
    for (const age of [12, 11, 10, 9, 8]) await appendOn(age, one, 1);
    const before = (await listDays()).length;
    await Promise.all([startJob().trimAll(), startJob().trimAll()]);
    await startJob().trimAll();
    expect(await readNumbers(one)).toEqual([]);
    expect(before - (await listDays()).length).toBe(5);
  });
});

it('a statement of the release before that deletes by ctid fails, instead of deleting other rows', async () => {
  await appendOn(2, one, 1);
  await app.commit(createSampleEvent(two));
  await expect(
    run('DELETE FROM mailbox WHERE ctid = ANY (ARRAY(SELECT ctid FROM mailbox WHERE seq = 1))'),
  ).rejects.toThrow('partitioned');
  expect(await readNumbers(one)).toEqual([1]);
});

const run = <Row>(sql: string, values?: unknown[]) => query<Row>(database.url, sql, values);

/** As the job does: tries again when autovacuum or another session held the tables too long. */
async function dropOldest(): Promise<DroppedDay | null> {
  const attempt = async (): Promise<{ day: DroppedDay | null } | undefined> => {
    try {
      const day = await partitions.dropOldest(RETENTION);
      // An attempt whose connection broke may hold the lock until PostgreSQL has noticed.
      return day === null && (await isTrimming()) ? undefined : { day };
    } catch (error) {
      if ((error as { code?: string }).code !== 'DATABASE_UNAVAILABLE') throw error;
      return undefined;
    }
  };
  return (await until('the tables are free', attempt)).day;
}

async function isTrimming(): Promise<boolean> {
  const rows = await run(
    `SELECT FROM pg_locks WHERE locktype = 'advisory'
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.length > 0;
}

/** The job of a further process. */
const startJob = () =>
  new RetentionJob(
    new HistoryTrimmer(app.transactions),
    new HistoryPartitions(app.transactions),
    Settings.from({ DATABASE_URL: database.url, AUTH_MODE: 'demo' }),
    new Metrics(),
  );

/** Appends events as they were appended some days ago. */
async function appendOn(daysAgo: number, stream: StreamId, count: number): Promise<void> {
  const suffix = await suffixOf(-daysAgo);
  for (const table of ['outbox', 'mailbox']) {
    await run(
      `DO $$ BEGIN EXECUTE format(
         'CREATE TABLE IF NOT EXISTS ${table}_${suffix} PARTITION OF ${table} FOR VALUES FROM (%L) TO (%L)',
         to_date('${suffix}', 'YYYYMMDD'), to_date('${suffix}', 'YYYYMMDD') + 1); END $$`,
    );
  }
  await app.commit(...Array.from({ length: count }, () => createSampleEvent(stream)));
  await run(
    `WITH moved AS (
       UPDATE mailbox SET day = to_date($1, 'YYYYMMDD')
       WHERE stream = $2 AND day = (now() AT TIME ZONE 'UTC')::date RETURNING outbox_id)
     UPDATE outbox SET day = to_date($1, 'YYYYMMDD') WHERE id IN (SELECT outbox_id FROM moved)`,
    [suffix, stream],
  );
}

async function suffixOf(days: number): Promise<string> {
  const [row] = await run<{ suffix: string }>(
    `SELECT to_char((now() AT TIME ZONE 'UTC')::date + $1::int, 'YYYYMMDD') AS suffix`,
    [days],
  );
  return row!.suffix;
}

async function listDays(): Promise<string[]> {
  const rows = await run<{ suffix: string }>(
    `SELECT right(inhrelid::regclass::text, 8) AS suffix FROM pg_inherits
     WHERE inhparent = 'mailbox'::regclass ORDER BY 1`,
  );
  return rows.map(({ suffix }) => suffix);
}

async function readNumbers(stream: StreamId): Promise<number[]> {
  const events = await app.history.read(stream, { after: 0, limit: 1_000 });
  return events.map(({ seq }) => seq);
}

async function readExtent(stream: StreamId, after: number) {
  const { head, events } = await app.history.readPage(stream, after, 1);
  return { head, firstAfter: events[0]?.seq ?? null };
}
