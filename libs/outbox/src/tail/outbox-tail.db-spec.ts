import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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
  committedPlaces,
  query,
  startOutboxApp,
  terminateTails,
  type OutboxApp,
} from '../../test/outbox-app.js';
import { sampleEvent, sampleStream } from '../../test/sample-event.js';
import { OnCommittedEvent } from './on-committed-event.js';

/** Milliseconds. */
const BOUND = 250;
const a = sampleStream('a');
const b = sampleStream('b');

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

describe('a writing transaction left open elsewhere', () => {
  it(`delays nobody’s events beyond ${BOUND} ms and loses none`, async () => {
    const app = await start();
    const open = await app.hold(sampleEvent(a));
    // Held up by the open one, every round would last until it ends; a busy machine has a calm one.
    const rounds = [await slowestOf(app, 20), await slowestOf(app, 20), await slowestOf(app, 20)];
    expect(Math.min(...rounds)).toBeLessThanOrEqual(BOUND);
    expect(app.recorder.places.filter(({ stream }) => stream === a)).toEqual([]);
    await open.commit();
    await expectAllDelivered(app);
  });

  it('and rolled back in the end was never there', async () => {
    const app = await start();
    const open = await app.hold(sampleEvent(a));
    await app.commit(sampleEvent(b));
    await expectAllDelivered(app);
    await open.rollback();
    await app.commit(sampleEvent(b), sampleEvent(a));
    await expectAllDelivered(app);
    expect(app.recorder.received).toHaveLength(3);
  });

  it('makes those wait that write to its streams, and their events come after its own', async () => {
    const app = await start();
    const open = await app.hold(sampleEvent(a));
    const waiting = app.commit(sampleEvent(a, b));
    await app.commit(sampleEvent(sampleStream('c')));
    await open.commit();
    await waiting;
    await expectAllDelivered(app);
  });
});

describe('the tail', () => {
  it('keeps its snapshot when its connection is lost: what commits meanwhile comes exactly once', async () => {
    const app = await start();
    for (let round = 1; round <= 3; round++) {
      const open = await app.hold(sampleEvent(a), sampleEvent(b));
      await app.commit(sampleEvent(sampleStream('before')));
      await terminateTails(database.url);
      await open.commit();
      await app.commit(sampleEvent(b), sampleEvent(sampleStream('meanwhile')));
      await until('it is back', () => app.breaks.length === round);
      await expectAllDelivered(app);
    }
    expect(app.breaks).toEqual(['reconnected', 'reconnected', 'reconnected']);
  });

  it('emits what other processes commit, told by a hint or by its own poll', async () => {
    const [here, elsewhere] = [await start(), await start()];
    const hints = await listen();
    await elsewhere.commit(sampleEvent(a));
    await until('the others are told', () => hints.count() > 0, { timeoutMs: 2_000 });
    await expectAllDelivered(here);
    await hints.stop();
    // No signal and no hint: as if both had been lost.
    await here.transactions.run(async (tx) => {
      const silent = Object.assign(Object.create(Object.getPrototypeOf(tx) as object), tx, {
        afterCommit: () => {},
      }) as typeof tx;
      await here.outbox.append(silent, [sampleEvent(a)], await tx.now());
    });
    await expectAllDelivered(here);
    await expectAllDelivered(elsewhere);
  });

  it('emits nothing of what committed before it came', async () => {
    const first = await start();
    await first.commit(sampleEvent(a));
    await expectAllDelivered(first);
    const second = await start();
    await first.commit(sampleEvent(b));
    await until('the second has it', () => second.recorder.places.length > 0);
    expect(second.recorder.places.map(({ stream }) => stream)).toEqual([b]);
  });

  it('finds what is new by its transaction, never by walking through the history', async () => {
    const app = await start();
    // No statistics know of these.
    await app.commit(...Array.from({ length: 3_000 }, () => sampleEvent(b)));
    await until('they are out', () => app.recorder.places.length === 3_000);
    const before = await scans();
    for (let count = 1; count <= 20; count++) {
      await app.commit(sampleEvent(a));
      await until('it is out', () => app.recorder.places.length === 3_000 + count);
    }
    // Backends tell what they did about once a second.
    const looks = 20;
    await until('it is counted', async () => (await scans()).byXid >= before.byXid + looks);
    const after = await scans();
    expect(after.byTime - before.byTime).toBeLessThan(looks / 2);
    expect(after.wholeTable - before.wholeTable).toBeLessThan(looks / 2);
  });

  it('goes on when a handler throws, and neither the others nor later events are kept back', async () => {
    const app = await start([ThrowingListener, RejectingListener]);
    await app.commit(sampleEvent(a), sampleEvent(b));
    await app.commit(sampleEvent(a));
    await expectAllDelivered(app);
    await until('readers are told to compare', () => app.breaks.length === 3);
    expect(new Set(app.breaks)).toEqual(new Set(['handler_failed']));
  });

  it('tells readers to heal when more became visible at once than it hands out', async () => {
    const app = await start();
    await app.commit(...Array.from({ length: 10_001 }, () => sampleEvent(a)));
    await until('it says so', () => app.breaks.includes('overflowed'));
    await app.commit(sampleEvent(a));
    await until('events flow again', () => app.recorder.places.length > 0);
    expect(app.recorder.places.map(({ seq }) => seq)).toEqual([10_002]);
  });
});

/** How often the history was searched so far, and how. */
async function scans(): Promise<{ byXid: number; byTime: number; wholeTable: number }> {
  const [row] = await query<{ byXid: number; byTime: number; wholeTable: number }>(
    database.url,
    `SELECT
       (SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'outbox_xid')::int AS "byXid",
       (SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'outbox_time')::int AS "byTime",
       (SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'outbox')::int AS "wholeTable"`,
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
  const committed = await committedPlaces(database.url);
  await until('all is delivered', () => recorder.places.length >= committed.length);
  expect(checkDelivery(committed, recorder.places)).toEqual(nothingFound);
}

/** Milliseconds between a commit and its delivery, the worst of `count`. */
async function slowestOf(app: OutboxApp, count: number): Promise<number> {
  let slowest = 0;
  for (let index = 0; index < count; index++) {
    const before = app.recorder.received.length;
    await app.commit(sampleEvent(b));
    const committedAt = performance.now();
    await until('it is delivered', () => app.recorder.received.length > before);
    slowest = Math.max(slowest, app.recorder.received[before]!.arrivedAt - committedAt);
  }
  return slowest;
}

/** Listens as another process does. */
async function listen() {
  const client = new pg.Client({ connectionString: database.url });
  let count = 0;
  client.on('notification', () => count++);
  await client.connect();
  await client.query('LISTEN tripstream_outbox');
  return { count: () => count, stop: () => client.end() };
}
