import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable, type Provider } from '@nestjs/common';
import pg from 'pg';
import {
  checkDelivery,
  createTestDatabase,
  nothingFound,
  until,
  type TestDatabase,
} from '#testing';
import {
  readCommittedPositions,
  query,
  startOutboxApp,
  terminateTails,
  type OutboxApp,
} from '../../test/outbox-app.js';
import { createSampleEvent, createSampleStream } from '../../test/sample-event.js';
import { OnCommittedEvent } from './on-committed-event.js';

const BOUND_MS = 2_000;
const a = createSampleStream('a');
const b = createSampleStream('b');

let database: TestDatabase;
let apps: OutboxApp[];

beforeEach(async () => {
  database = await createTestDatabase();
  apps = [];
});

afterEach(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await database.drop();
});

describe('OutboxTail, with an open writing transaction elsewhere', () => {
  it(`delays no other event beyond ${BOUND_MS} ms and loses none`, async () => {
    const app = await start();
    const open = await app.appendWithoutCommit(createSampleEvent(a));
    // A blocked tail would delay every round until the transaction ends. A busy machine delays
    // some.
    const rounds = [
      await measureSlowest(app, 20),
      await measureSlowest(app, 20),
      await measureSlowest(app, 20),
    ];
    expect(Math.min(...rounds)).toBeLessThanOrEqual(BOUND_MS);
    expect(app.recorder.positions.filter(({ stream }) => stream === a)).toEqual([]);
    await open.commit();
    await expectAllDelivered(app);
  });

  it('never emits an event of the transaction when it is rolled back', async () => {
    const app = await start();
    const open = await app.appendWithoutCommit(createSampleEvent(a));
    await app.commit(createSampleEvent(b));
    await expectAllDelivered(app);
    await open.rollback();
    await app.commit(createSampleEvent(b), createSampleEvent(a));
    await expectAllDelivered(app);
    expect(app.recorder.received).toHaveLength(3);
  });

  it('emits the events of the transaction before those of writers that waited for its streams', async () => {
    const app = await start();
    const open = await app.appendWithoutCommit(createSampleEvent(a));
    const waiting = app.commit(createSampleEvent(a, b));
    await app.commit(createSampleEvent(createSampleStream('c')));
    await open.commit();
    await waiting;
    await expectAllDelivered(app);
  });
});

describe('OutboxTail', () => {
  it('emits the events that commit during a lost connection exactly once', async () => {
    const app = await start();
    for (let round = 1; round <= 3; round++) {
      const open = await app.appendWithoutCommit(createSampleEvent(a), createSampleEvent(b));
      await app.commit(createSampleEvent(createSampleStream('before')));
      await terminateTails(database.url);
      await open.commit();
      await app.commit(createSampleEvent(b), createSampleEvent(createSampleStream('meanwhile')));
      await until('the tail has reconnected', () => app.breaks.length === round);
      await expectAllDelivered(app);
    }
    expect(app.breaks).toEqual(['reconnected', 'reconnected', 'reconnected']);
  });

  it('emits the events of other processes, after a hint or by its own poll', async () => {
    const [local, remote] = [await start(), await start()];
    const hints = await listen();
    await remote.commit(createSampleEvent(a));
    await until('the hint has arrived', () => hints.count() > 0);
    await expectAllDelivered(local);
    await hints.stop();
    // Without afterCommit there is no signal and no hint, as if both had been lost.
    await local.transactions.run(async (tx) => {
      const silent = Object.assign(Object.create(Object.getPrototypeOf(tx) as object), tx, {
        afterCommit: () => {},
      }) as typeof tx;
      local.outbox.append(silent, [createSampleEvent(a)], await tx.now());
    });
    await expectAllDelivered(local);
    await expectAllDelivered(remote);
  });

  it('reads at most once in ten milliseconds for the hints of other processes', async () => {
    await start();
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const begin = performance.now();
    for (let hints = 0; hints < 300; hints += 1) await other.query('NOTIFY tripstream_outbox');
    const elapsed = performance.now() - begin;
    const reads = query.mock.calls.filter(
      ([sent]: unknown[]) => (sent as { name?: string }).name === 'outbox-tail',
    );
    query.mockRestore();
    await other.end();
    expect(reads.length).toBeLessThanOrEqual(elapsed / 10 + 2);
  });

  it('emits no event that committed before it connected', async () => {
    const first = await start();
    await first.commit(createSampleEvent(a));
    await expectAllDelivered(first);
    const second = await start();
    await first.commit(createSampleEvent(b));
    await until('the second process has the event', () => second.recorder.positions.length > 0);
    expect(second.recorder.positions.map(({ stream }) => stream)).toEqual([b]);
  });

  it('finds new events by the index on transaction ids, and never scans the history', async () => {
    const app = await start();
    // The statistics of the planner do not cover these events.
    await app.commit(...Array.from({ length: 3_000 }, () => createSampleEvent(b)));
    await until('the events are emitted', () => app.recorder.positions.length === 3_000);
    const before = await countScans();
    for (let count = 1; count <= 20; count++) {
      await app.commit(createSampleEvent(a));
      await until('the event is emitted', () => app.recorder.positions.length === 3_000 + count);
    }
    // Backends report their statistics about once a second.
    const reads = 20;
    await until(
      'the scans are counted',
      async () => (await countScans()).byXid >= before.byXid + reads,
    );
    const after = await countScans();
    expect(after.byTime - before.byTime).toBeLessThan(reads / 2);
    expect(after.wholeTable - before.wholeTable).toBeLessThan(reads / 2);
  });

  it('emits to the other handlers, and the later events, when a handler throws', async () => {
    const app = await start([ThrowingListener, RejectingListener]);
    await app.commit(createSampleEvent(a), createSampleEvent(b));
    await app.commit(createSampleEvent(a));
    await expectAllDelivered(app);
    await until('the failures are reported', () => app.breaks.length === 3);
    expect(new Set(app.breaks)).toEqual(new Set(['handler_failed']));
  });

  it('reports an overflow when more events become visible than fit in a batch', async () => {
    const app = await start();
    await app.commit(...Array.from({ length: 10_001 }, () => createSampleEvent(a)));
    await until('the overflow is reported', () => app.breaks.includes('overflowed'));
    await app.commit(createSampleEvent(a));
    await until('events flow again', () => app.recorder.positions.length > 0);
    expect(app.recorder.positions.map(({ seq }) => seq)).toEqual([10_002]);
  });
});

/** Counts the scans of the partitions of the outbox so far, by kind. */
async function countScans(): Promise<{ byXid: number; byTime: number; wholeTable: number }> {
  const [row] = await query<{ byXid: number; byTime: number; wholeTable: number }>(
    database.url,
    `SELECT
       (SELECT sum(idx_scan) FROM pg_stat_user_indexes WHERE indexrelname ~ '^outbox_.*xid')::int AS "byXid",
       (SELECT sum(idx_scan) FROM pg_stat_user_indexes WHERE indexrelname ~ '^outbox_.*time')::int AS "byTime",
       (SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname ~ '^outbox_')::int AS "wholeTable"`,
  );
  return row!;
}

@Injectable()
class ThrowingListener {
  @OnCommittedEvent()
  fail(): void {
    throw new Error('thrown on purpose');
  }
}

@Injectable()
class RejectingListener {
  @OnCommittedEvent('driver.online')
  async fail(): Promise<void> {
    await Promise.reject(new Error('rejected on purpose'));
  }
}

async function start(listeners: Provider[] = []): Promise<OutboxApp> {
  const app = await startOutboxApp(database.url, listeners);
  apps.push(app);
  return app;
}

async function expectAllDelivered({ recorder }: OutboxApp): Promise<void> {
  const committed = await readCommittedPositions(database.url);
  await until('every event is emitted', () => recorder.positions.length >= committed.length);
  expect(checkDelivery(committed, recorder.positions)).toEqual(nothingFound);
}

/** Returns the longest of `count` times between a commit and its emission, in milliseconds. */
async function measureSlowest(app: OutboxApp, count: number): Promise<number> {
  let slowest = 0;
  for (let index = 0; index < count; index++) {
    const before = app.recorder.received.length;
    await app.commit(createSampleEvent(b));
    const committedAt = performance.now();
    await until('the event is emitted', () => app.recorder.received.length > before);
    slowest = Math.max(slowest, app.recorder.received[before]!.arrivedAt - committedAt);
  }
  return slowest;
}

/** Listens for hints as another process does. */
async function listen() {
  const client = new pg.Client({ connectionString: database.url });
  let count = 0;
  client.on('notification', () => count++);
  await client.connect();
  await client.query('LISTEN tripstream_outbox');
  return { count: () => count, stop: () => client.end() };
}
