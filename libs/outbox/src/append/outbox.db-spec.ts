import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { StreamId } from '#contracts';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { query, startOutboxApp, type OutboxApp } from '../../test/outbox-app.js';
import { sampleEvent, sampleStream } from '../../test/sample-event.js';

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
  one = sampleStream(randomUUID());
  two = sampleStream(randomUUID());
});

describe('an append', () => {
  it('numbers the events of a stream 1, 2, 3… in the order given', async () => {
    await app.commit(sampleEvent(one), sampleEvent(one));
    await app.commit(sampleEvent(one));
    expect(await numbersOf(one)).toEqual([1, 2, 3]);
  });

  it('numbers each stream for itself', async () => {
    await app.commit(sampleEvent(one), sampleEvent(one, two), sampleEvent(two));
    expect(await numbersOf(one)).toEqual([1, 2]);
    expect(await numbersOf(two)).toEqual([1, 2]);
    const [, shared] = await app.history.read(one, { after: 0, limit: 10 });
    const [sharedToo] = await app.history.read(two, { after: 0, limit: 10 });
    expect(shared?.id).toBe(sharedToo?.id);
  });

  it('of one transaction takes consecutive numbers, whoever else writes meanwhile', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        app.commit(sampleEvent(one, two), sampleEvent(one), sampleEvent(two, one)),
      ),
    );
    expect(await numbersOf(one)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    const runs = await query<{ length: number }>(
      database.url,
      `SELECT (max(m.seq) - min(m.seq) + 1)::float8 AS length
       FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
       WHERE m.stream = $1 GROUP BY o.xid`,
      [one],
    );
    expect(runs).toEqual(Array.from({ length: 20 }, () => ({ length: 3 })));
  });

  it('that is rolled back leaves no number and is never emitted', async () => {
    const open = await app.hold(sampleEvent(one), sampleEvent(two));
    await open.rollback();
    await app.commit(sampleEvent(one));
    await until('the committed one is emitted', () => emittedOn(one).length > 0);
    expect(await numbersOf(one)).toEqual([1]);
    expect(await numbersOf(two)).toEqual([]);
    expect(emittedOn(one)).toEqual([1]);
    expect(emittedOn(two)).toEqual([]);
  });

  it('is read back in the very bytes that were emitted', async () => {
    await app.commit(sampleEvent(one));
    await until('it is emitted', () => emittedOn(one).length > 0);
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

describe('the history of a stream', () => {
  it('is read page by page, up to a number where one is given', async () => {
    await app.commit(...Array.from({ length: 7 }, () => sampleEvent(one)));
    const page = await app.history.read(one, { after: 2, limit: 2 });
    expect(page.map(({ seq }) => seq)).toEqual([3, 4]);
    const bounded = await app.history.read(one, { after: 4, upTo: 6, limit: 100 });
    expect(bounded.map(({ seq }) => seq)).toEqual([5, 6]);
  });

  it('tells its head and what is left after a cursor', async () => {
    await app.commit(sampleEvent(one), sampleEvent(one), sampleEvent(one));
    expect(await pageOf(one, 1)).toEqual({ head: 3, lastType: null, seqs: [2, 3] });
    expect(await pageOf(one, 3)).toMatchObject({ head: 3, lastType: expect.any(String), seqs: [] });
    expect(await pageOf(one, 9)).toEqual({ head: 3, lastType: null, seqs: [] });
    await query(database.url, 'DELETE FROM mailbox WHERE stream = $1 AND seq < 3', [one]);
    expect(await pageOf(one, 1)).toEqual({ head: 3, lastType: null, seqs: [3] });
    expect(await pageOf(two, 1)).toEqual({ head: 0, lastType: null, seqs: [] });
    expect(await app.history.readHeads([one, two])).toEqual(new Map([[one, 3]]));
  });

  it('answers many cursors at once, each with its own page', async () => {
    await app.commit(...Array.from({ length: 9 }, () => sampleEvent(one)));
    await app.commit(sampleEvent(two));
    const questions = Array.from({ length: 200 }, (_, index) => index % 10);
    const pages = await Promise.all(questions.map((after) => pageOf(one, after, 3)));
    expect(pages.map(({ seqs }) => seqs)).toEqual(
      questions.map((after) => [after + 1, after + 2, after + 3].filter((seq) => seq <= 9)),
    );
    expect(await pageOf(two, 0)).toMatchObject({ head: 1, seqs: [1] });
  });

  it('and the state belong together: nothing that commits in between is in either', async () => {
    await app.commit(sampleEvent(one));
    const read = await app.history.readWithHeads([one, two], async (tx) => {
      await app.commit(sampleEvent(one));
      const rows = await tx.query<{ count: number }>(
        'SELECT count(*)::float8 AS count FROM mailbox WHERE stream = $1',
        [one],
      );
      return [rows[0]?.count, 'nothing'];
    });
    expect(read).toEqual([
      { head: 1, state: 1 },
      { head: 0, state: 'nothing' },
    ]);
  });
});

async function pageOf(stream: StreamId, after: number, limit = 10) {
  const { events, ...page } = await app.history.readPage(stream, after, limit);
  return { ...page, seqs: events.map(({ seq }) => seq) };
}

async function numbersOf(stream: StreamId): Promise<number[]> {
  const events = await app.history.read(stream, { after: 0, limit: 1000 });
  return events.map(({ seq }) => seq);
}

const emittedOn = (stream: StreamId): number[] =>
  app.recorder.places.filter((place) => place.stream === stream).map(({ seq }) => seq);
