import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { query, startOutboxApp, terminateTails, type OutboxApp } from '../../test/outbox-app.js';
import { createSampleEvent, createSampleStream } from '../../test/sample-event.js';

/** Far above what a test database assigns: ids of an older, larger cluster. */
const FOREIGN_XID = 5_000_000_000;

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

/** Turns the whole history into one that a dump brought from another cluster. */
const restoreFromOlderCluster = () =>
  query(
    database.url,
    `UPDATE outbox SET xid = (${FOREIGN_XID} + n)::text::xid8
     FROM (SELECT id, row_number() OVER () AS n FROM outbox) numbered
     WHERE numbered.id = outbox.id`,
  );

describe('OutboxTail, on a dump that was restored into a younger cluster', () => {
  it('emits no restored event again, and each new event once', async () => {
    const old = createSampleStream('old');
    for (let n = 0; n < 5; n++) await app.commit(createSampleEvent(old));
    await until('all are emitted', () => app.recorder.received.length === 5);
    await restoreFromOlderCluster();
    const polls = 5;
    for (let n = 0; n < polls; n++) await app.commit(createSampleEvent(createSampleStream('new')));
    await until('the new events are emitted', () => app.recorder.received.length >= 5 + polls);
    expect(app.recorder.received).toHaveLength(5 + polls);
  });

  it('gives restored events an id that no counter will ever reach again', async () => {
    for (let n = 0; n < 5; n++) await app.commit(createSampleEvent(createSampleStream('old')));
    await restoreFromOlderCluster();
    await terminateTails(database.url);
    await until('no foreign id is left', async () => {
      const rows = await query(
        database.url,
        'SELECT FROM outbox WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())',
      );
      return rows.length === 0;
    });
    const rows = await query(database.url, "SELECT FROM outbox WHERE xid = '0'");
    expect(rows).toHaveLength(5);
  });

  it('delivers live events although more restored events exist than one read may return', async () => {
    await query(
      database.url,
      `INSERT INTO outbox (id, type, subject, time, event, xid)
       SELECT gen_random_uuid(), 'sample', 'sample', now(), '{}', (${FOREIGN_XID} + n)::text::xid8
       FROM generate_series(1, 10001) n`,
    );
    await app.commit(createSampleEvent(createSampleStream('live')));
    await until('the live event is emitted', () => app.recorder.received.length === 1);
    expect(app.breaks).not.toContain('overflowed');
  });
});
