import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import {
  checkDelivery,
  createTestDatabase,
  nothingFound,
  type StreamPosition,
  type TestDatabase,
} from '#testing';
import { readCommittedPositions, startOutboxApp, type OutboxApp } from '../../test/outbox-app.js';
import { writeAtRandom } from '../../test/random-writers.js';
import { createSampleEvent, createSampleStream } from '../../test/sample-event.js';
import type { HistoryEntry, StoredPosition } from './committed-history.js';

let database: TestDatabase;
let app: OutboxApp;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startOutboxApp(database.url);
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

const toPositions = (events: readonly HistoryEntry[]): StreamPosition[] =>
  events.flatMap(({ id, deliveries }) =>
    deliveries.map(({ stream, seq }) => ({ stream, seq, id })),
  );

/** Reads batches until one of them is current and `isOver`. */
async function readAll(
  from: StoredPosition,
  limit: number,
  isOver: () => boolean = () => true,
): Promise<{ events: HistoryEntry[]; end: StoredPosition; batches: number }> {
  const events: HistoryEntry[] = [];
  let end = from;
  for (let batches = 1; ; batches++) {
    const over = isOver();
    const [batch] = await app.committed.readAfter([end], limit);
    events.push(...batch!.events);
    end = batch!.next;
    if (batch!.isCurrent && over) return { events, end, batches };
    if (batch!.isCurrent) await pause(5);
  }
}

describe('CommittedHistory', () => {
  it('every event is read once and in order by consumers with small and large batches, while 16 writers commit at random and afterwards', async () => {
    const start = await app.committed.findCurrent();
    let isOver = false;
    const live = readAll(start, 7, () => isOver);
    const { commits } = await writeAtRandom(app, { writers: 16, milliseconds: 3_000 });
    expect(commits).toBeGreaterThan(50);
    isOver = true;
    const committed = await readCommittedPositions(database.url);
    expect(checkDelivery(committed, toPositions((await live).events))).toEqual(nothingFound);
    for (const limit of [1, 3, 50, 100_000]) {
      const { events } = await readAll(start, limit);
      expect([limit, checkDelivery(committed, toPositions(events))]).toEqual([limit, nothingFound]);
    }
  });

  it('consumers that have caught up have one position, wherever they began', async () => {
    const early = await app.committed.findCurrent();
    await app.commit(createSampleEvent(createSampleStream('a')));
    const late = await app.committed.findCurrent();
    await app.commit(createSampleEvent(createSampleStream('a')));
    const [first, second] = await app.committed.readAfter([early, late], 100);
    expect([first!.events.length, second!.events.length]).toEqual([2, 1]);
    expect(first!.next).toEqual(second!.next);
  });

  it('an open transaction delays only its own events, which follow after its commit', async () => {
    const start = await app.committed.findCurrent();
    const open = await app.appendWithoutCommit(createSampleEvent(createSampleStream('open')));
    await app.commit(createSampleEvent(createSampleStream('other')));
    const before = await readAll(start, 100);
    expect(before.events).toHaveLength(1);
    await open.commit();
    const { events } = await readAll(before.end, 100);
    expect(events.map(({ deliveries }) => deliveries[0]?.stream)).toEqual(['driver/open']);
  });

  it('the position of an event and that of its time are before the event', async () => {
    const start = await app.committed.findCurrent();
    await app.commit(createSampleEvent(createSampleStream('early')));
    await app.commit(createSampleEvent(createSampleStream('found')));
    const event = (await readAll(start, 100)).events.at(-1)!;
    const found = await app.committed.findEvent(event.id);
    expect((await readAll(found!, 100)).events.map(({ id }) => id)).toEqual([event.id]);
    const since = await app.committed.findTime(event.time);
    expect((await readAll(since, 100)).events.map(({ id }) => id)).toContain(event.id);
    expect(await app.committed.findEvent('0190b9c4-0000-7000-8000-000000000000')).toBeNull();
  });

  it('a body is the JSON of its event, and null for an event that is not stored', async () => {
    const start = await app.committed.findCurrent();
    await app.commit(createSampleEvent(createSampleStream('body')));
    const [event] = (await readAll(start, 100)).events;
    const missing = { id: '0190b9c4-0000-7000-8000-000000000000', day: event!.day };
    const [none, body] = await app.committed.readBodies([missing, event!]);
    expect(none).toBeNull();
    expect(JSON.parse(body!)).toMatchObject({ id: event!.id, type: event!.type });
  });
});
