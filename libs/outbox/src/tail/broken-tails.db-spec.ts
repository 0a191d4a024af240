import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  checkDelivery,
  createTestDatabase,
  nothingFound,
  until,
  type StreamPosition,
  type TestDatabase,
} from '#testing';
import {
  readCommittedPositions,
  query,
  startOutboxApp,
  type OutboxApp,
} from '../../test/outbox-app.js';
import { createSampleEvent, createSampleStream } from '../../test/sample-event.js';

const a = createSampleStream('a');
const b = createSampleStream('b');

let database: TestDatabase;
let app: OutboxApp;

beforeEach(async () => {
  database = await createTestDatabase();
  app = await startOutboxApp(database.url);
});

afterEach(async () => {
  await app.close();
  await database.drop();
});

/** Proves that the checker can fail, with the designs that ADR 0001 and 0002 replace. */
describe('checkDelivery', () => {
  it.each(['o.id', 'o.xid'] as const)(
    'reports the late commit that a tail loses when it continues after the highest %s',
    async (column) => {
      const poll = createNaiveTail(column);
      const late = await app.appendWithoutCommit(createSampleEvent(a));
      await app.commit(createSampleEvent(b));
      const delivered = await poll();
      await late.commit();
      delivered.push(...(await poll()));
      const committed = await readCommittedPositions(database.url);
      expect(checkDelivery(committed, delivered).lost).toHaveLength(1);
      await expectTailToBeCorrect(committed);
    },
  );

  it('reports the falling numbers of a tail that sorts by transaction id', async () => {
    const poll = createNaiveTail('o.xid');
    let announceStart!: () => void;
    const started = new Promise<void>((resolve) => (announceStart = resolve));
    const earlyTransaction = app.transactions.run(async (tx) => {
      await tx.query('SELECT pg_current_xact_id()');
      announceStart();
      await until('the other transaction has committed', async () => (await poll.count()) > 0);
      app.outbox.append(tx, [createSampleEvent(a)], await tx.now());
    });
    await started;
    await app.commit(createSampleEvent(a));
    await earlyTransaction;
    const committed = await readCommittedPositions(database.url);
    expect(checkDelivery(committed, await poll()).outOfOrder).toHaveLength(1);
    await expectTailToBeCorrect(committed);
  });

  it('reports the gap that a rollback leaves in the numbers of a sequence', () => {
    const committed = [1, 3].map((seq) => ({ stream: a, seq, id: String(seq) }));
    expect(checkDelivery(committed, committed).gaps).toEqual([`${a} 2`]);
  });

  it('reports an event that was emitted before its commit, and a second delivery', async () => {
    const open = await app.appendWithoutCommit(createSampleEvent(a));
    await open.rollback();
    await app.commit(createSampleEvent(b));
    const committed = await readCommittedPositions(database.url);
    const eager = [{ stream: a, seq: 1, id: 'never committed' }, ...committed, ...committed];
    const { phantom, duplicated } = checkDelivery(committed, eager);
    expect([phantom.length, duplicated.length]).toEqual([1, 1]);
  });
});

async function expectTailToBeCorrect(committed: StreamPosition[]): Promise<void> {
  await until(
    'the tail has emitted every event',
    () => app.recorder.positions.length >= committed.length,
  );
  expect(checkDelivery(committed, app.recorder.positions)).toEqual(nothingFound);
}

/** The design that one tries first: `WHERE id > cursor ORDER BY id`. */
function createNaiveTail(column: 'o.id' | 'o.xid') {
  let cursor = column === 'o.id' ? '00000000-0000-0000-0000-000000000000' : '0';
  const type = column === 'o.id' ? 'uuid' : 'xid8';
  const poll = async (): Promise<StreamPosition[]> => {
    const rows = await query<StreamPosition & { cursor: string }>(
      database.url,
      `SELECT ${column}::text AS cursor, m.stream, m.seq::float8 AS seq, o.id
       FROM outbox o JOIN mailbox m ON m.outbox_id = o.id
       WHERE ${column} > $1::${type} ORDER BY ${column}`,
      [cursor],
    );
    cursor = rows.at(-1)?.cursor ?? cursor;
    return rows;
  };
  const count = async () => (await readCommittedPositions(database.url)).length;
  return Object.assign(poll, { count });
}
