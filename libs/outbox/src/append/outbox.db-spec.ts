import { AsyncResource } from 'node:async_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { StreamId } from '#contracts';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { query, startOutboxApp, type OutboxApp } from '../../test/outbox-app.js';
import { createSampleEvent, createSampleStream } from '../../test/sample-event.js';

let database: TestDatabase;
let app: OutboxApp;
let one: StreamId;
let two: StreamId;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startOutboxApp(database.url);
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

beforeEach(() => {
  one = createSampleStream(randomUUID());
  two = createSampleStream(randomUUID());
});

describe('Outbox.append', () => {
  it('numbers the events of a stream 1, 2, 3… in the order given', async () => {
    await app.commit(createSampleEvent(one), createSampleEvent(one));
    await app.commit(createSampleEvent(one));
    expect(await readNumbers(one)).toEqual([1, 2, 3]);
  });

  it('numbers each stream separately', async () => {
    await app.commit(createSampleEvent(one), createSampleEvent(one, two), createSampleEvent(two));
    expect(await readNumbers(one)).toEqual([1, 2]);
    expect(await readNumbers(two)).toEqual([1, 2]);
    const [, shared] = await app.history.read(one, { after: 0, limit: 10 });
    const [sharedInTwo] = await app.history.read(two, { after: 0, limit: 10 });
    expect(shared?.id).toBe(sharedInTwo?.id);
  });

  it('gives the events of one transaction consecutive numbers while other transactions append', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        app.commit(
          createSampleEvent(one, two),
          createSampleEvent(one),
          createSampleEvent(two, one),
        ),
      ),
    );
    expect(await readNumbers(one)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    const runs = await query<{ length: number }>(
      database.url,
      `SELECT (max(m.seq) - min(m.seq) + 1)::float8 AS length
       FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
       WHERE m.stream = $1 GROUP BY o.xid`,
      [one],
    );
    expect(runs).toEqual(Array.from({ length: 20 }, () => ({ length: 3 })));
  });

  it('leaves no number and emits no event after a rollback', async () => {
    const open = await app.appendWithoutCommit(createSampleEvent(one), createSampleEvent(two));
    await open.rollback();
    await app.commit(createSampleEvent(one));
    await until('the committed event is emitted', () => listEmitted(one).length > 0);
    expect(await readNumbers(one)).toEqual([1]);
    expect(await readNumbers(two)).toEqual([]);
    expect(listEmitted(one)).toEqual([1]);
    expect(listEmitted(two)).toEqual([]);
  });

  it('stores exactly the bytes that the tail emits', async () => {
    await app.commit(createSampleEvent(one));
    await until('the event is emitted', () => listEmitted(one).length > 0);
    const [stored] = await app.history.read(one, { after: 0, limit: 1 });
    const emitted = app.recorder.received.find(({ id }) => id === stored?.id);
    expect(emitted?.json).toBe(stored?.json);
    expect(JSON.parse(stored?.json ?? '')).toMatchObject({
      specversion: '1.0',
      id: stored?.id,
      source: '/tripstream',
      type: 'driver.online',
      subject: 'driver/7',
      data: { reason: 'by_driver' },
    });
  });
});

describe('StreamHistory', () => {
  it('reads a stream page by page, up to a given number', async () => {
    await app.commit(...Array.from({ length: 7 }, () => createSampleEvent(one)));
    const page = await app.history.read(one, { after: 2, limit: 2 });
    expect(page.map(({ seq }) => seq)).toEqual([3, 4]);
    const bounded = await app.history.read(one, { after: 4, upTo: 6, limit: 100 });
    expect(bounded.map(({ seq }) => seq)).toEqual([5, 6]);
  });

  it('returns the head of a stream and the stored events after a cursor', async () => {
    await app.commit(createSampleEvent(one), createSampleEvent(one), createSampleEvent(one));
    expect(await readPage(one, 1)).toEqual({ head: 3, lastType: null, seqs: [2, 3] });
    expect(await readPage(one, 3)).toMatchObject({
      head: 3,
      lastType: expect.any(String),
      seqs: [],
    });
    expect(await readPage(one, 9)).toEqual({ head: 3, lastType: null, seqs: [] });
    await query(database.url, 'DELETE FROM mailbox WHERE stream = $1 AND seq < 3', [one]);
    expect(await readPage(one, 1)).toEqual({ head: 3, lastType: null, seqs: [3] });
    expect(await readPage(two, 1)).toEqual({ head: 0, lastType: null, seqs: [] });
    expect(await app.history.readHeads([one, two])).toEqual(new Map([[one, 3]]));
  });

  it('answers many concurrent cursors, each with its own page', async () => {
    await app.commit(...Array.from({ length: 9 }, () => createSampleEvent(one)));
    await app.commit(createSampleEvent(two));
    const cursors = Array.from({ length: 200 }, (_, index) => index % 10);
    const pages = await Promise.all(cursors.map((after) => readPage(one, after, 3)));
    expect(pages.map(({ seqs }) => seqs)).toEqual(
      cursors.map((after) => [after + 1, after + 2, after + 3].filter((seq) => seq <= 9)),
    );
    expect(await readPage(two, 0)).toMatchObject({ head: 1, seqs: [1] });
  });

  it('reads a state as of exactly its head, without events that commit during the read', async () => {
    // Another client: its calls don't belong to the call chain that holds the connection.
    const commitElsewhere = AsyncResource.bind(app.commit.bind(app));
    await app.commit(createSampleEvent(one));
    const read = await app.history.readWithHeads([one, two], async (tx) => {
      await commitElsewhere(createSampleEvent(one));
      const rows = await tx.query<{ count: number }>(
        'SELECT count(*)::float8 AS count FROM mailbox WHERE stream = $1',
        [one],
      );
      return [rows[0]?.count, 'no rows'];
    });
    expect(read).toEqual([
      { head: 1, state: 1 },
      { head: 0, state: 'no rows' },
    ]);
  });
});

async function readPage(stream: StreamId, after: number, limit = 10) {
  const { events, ...page } = await app.history.readPage(stream, after, limit);
  return { ...page, seqs: events.map(({ seq }) => seq) };
}

async function readNumbers(stream: StreamId): Promise<number[]> {
  const events = await app.history.read(stream, { after: 0, limit: 1000 });
  return events.map(({ seq }) => seq);
}

const listEmitted = (stream: StreamId): number[] =>
  app.recorder.positions.filter((position) => position.stream === stream).map(({ seq }) => seq);
