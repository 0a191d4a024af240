import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  checkDelivery,
  createTestDatabase,
  nothingFound,
  until,
  type Place,
  type TestDatabase,
} from '#testing';
import { committedPlaces, query, startOutboxApp, type OutboxApp } from '../../test/outbox-app.js';
import { sampleEvent, sampleStream } from '../../test/sample-event.js';

const a = sampleStream('a');
const b = sampleStream('b');

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

/** A checker that can't fail proves nothing: these are the designs that ADR 0001 and 0002 replace. */
describe('the checker catches', () => {
  it.each(['o.id', 'o.xid'] as const)(
    'a tail that reads on from the highest %s: it loses a late commit',
    async (column) => {
      const look = naiveTail(column);
      const late = await app.hold(sampleEvent(a));
      await app.commit(sampleEvent(b));
      const delivered = await look();
      await late.commit();
      delivered.push(...(await look()));
      const committed = await committedPlaces(database.url);
      expect(checkDelivery(committed, delivered).lost).toHaveLength(1);
      await expectOursToBeRight(committed);
    },
  );

  it('a tail that sorts by transaction: a stream’s numbers fall', async () => {
    const look = naiveTail('o.xid');
    let append!: () => void;
    const told = new Promise<void>((resolve) => (append = resolve));
    const early = app.transactions.run(async (tx) => {
      await tx.query('SELECT pg_current_xact_id()');
      append();
      await until('the other has committed', async () => (await look.count()) > 0);
      await app.outbox.append(tx, [sampleEvent(a)], await tx.now());
    });
    await told;
    await app.commit(sampleEvent(a));
    await early;
    const committed = await committedPlaces(database.url);
    expect(checkDelivery(committed, await look()).outOfOrder).toHaveLength(1);
    await expectOursToBeRight(committed);
  });

  it('numbers from a bare sequence: a rollback leaves a gap', () => {
    const committed = [1, 3].map((seq) => ({ stream: a, seq, id: String(seq) }));
    expect(checkDelivery(committed, committed).gaps).toEqual([`${a} 2`]);
  });

  it('events emitted before they commit, and a second delivery', async () => {
    const open = await app.hold(sampleEvent(a));
    await open.rollback();
    await app.commit(sampleEvent(b));
    const committed = await committedPlaces(database.url);
    const eager = [{ stream: a, seq: 1, id: 'never committed' }, ...committed, ...committed];
    const { phantom, duplicated } = checkDelivery(committed, eager);
    expect([phantom.length, duplicated.length]).toEqual([1, 1]);
  });
});

async function expectOursToBeRight(committed: Place[]): Promise<void> {
  await until('ours has all', () => app.recorder.places.length >= committed.length);
  expect(checkDelivery(committed, app.recorder.places)).toEqual(nothingFound);
}

/** `WHERE id > cursor ORDER BY id`, as one would first write it. */
function naiveTail(column: 'o.id' | 'o.xid') {
  let cursor = column === 'o.id' ? '00000000-0000-0000-0000-000000000000' : '0';
  const type = column === 'o.id' ? 'uuid' : 'xid8';
  const look = async (): Promise<Place[]> => {
    const rows = await query<Place & { cursor: string }>(
      database.url,
      `SELECT ${column}::text AS cursor, m.stream, m.seq::float8 AS seq, o.id
       FROM outbox o JOIN mailbox m ON m.outbox_id = o.id
       WHERE ${column} > $1::${type} ORDER BY ${column}`,
      [cursor],
    );
    cursor = rows.at(-1)?.cursor ?? cursor;
    return rows;
  };
  const count = async () => (await committedPlaces(database.url)).length;
  return Object.assign(look, { count });
}
