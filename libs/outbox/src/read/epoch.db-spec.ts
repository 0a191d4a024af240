import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adminDatabaseUrl, createTestDatabase, until, type TestDatabase } from '#testing';
import { query, startOutboxApp, terminateTails, type OutboxApp } from '../../test/outbox-app.js';
import { createSampleEvent, createSampleStream } from '../../test/sample-event.js';

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

describe('Epoch', () => {
  it('the epoch stays the same after a restart on the same database', async () => {
    const before = await app.epoch.getCurrent();
    await app.close();
    app = await startOutboxApp(database.url);
    expect(await app.epoch.getCurrent()).toBe(before);
    expect(before).toMatch(/^[0-9A-Za-z]{1,40}$/);
  });

  it('the epoch changes with the history, and the tail reports the change', async () => {
    const before = await app.epoch.getCurrent();
    await query(database.url, 'UPDATE history SET nonce = gen_random_uuid()');
    await terminateTails(database.url);
    await until('the tail reports it', () => app.breaks.includes('history_changed'));
    expect(await app.epoch.getCurrent()).not.toBe(before);
    await app.commit(createSampleEvent(createSampleStream('after')));
    await until('events flow again', () => app.recorder.received.length === 1);
  });

  it('the epoch changes when the tables are restored from a dump into the same database', async () => {
    const before = await app.epoch.getCurrent();
    // What a dump does: another table with the same rows.
    await query(
      database.url,
      `ALTER TABLE history RENAME TO original;
       CREATE TABLE history (LIKE original INCLUDING ALL);
       INSERT INTO history SELECT * FROM original; DROP TABLE original`,
    );
    await app.epoch.refresh();
    expect(await app.epoch.getCurrent()).not.toBe(before);
  });

  it('the epoch of a database that is created from this one is another one', async () => {
    const before = await app.epoch.getCurrent();
    await app.close();
    const copy = new URL(database.url);
    copy.pathname = `${copy.pathname}_copy`;
    const [original, name] = [new URL(database.url).pathname.slice(1), copy.pathname.slice(1)];
    await query(adminDatabaseUrl(), `CREATE DATABASE ${name} TEMPLATE ${original}`);
    app = await startOutboxApp(copy.href);
    expect(await app.epoch.getCurrent()).not.toBe(before);
    await app.close();
    await query(adminDatabaseUrl(), `DROP DATABASE ${name} WITH (FORCE)`);
    app = await startOutboxApp(database.url);
  });

  it('two forks of one history have different epochs, also when both have the same timeline', async () => {
    const before = await app.epoch.getCurrent();
    // What each of two promoted standbys, or two recoveries to a point in time, begins with.
    const fork = `UPDATE history SET identity = 'where it was used before', nonce = $1`;
    const [row] = await app.transactions.query<{ nonce: string }>('SELECT nonce FROM history');
    const epochs = new Set([before]);
    for (let forks = 0; forks < 2; forks++) {
      await app.transactions.query(fork, [row?.nonce]);
      epochs.add(await app.epoch.refresh());
    }
    expect(epochs.size).toBe(3);
  });

  it('the pool may reach another history before the tail does: its next connection is checked', async () => {
    const before = await app.epoch.getCurrent();
    await query(database.url, 'UPDATE history SET nonce = gen_random_uuid()');
    // Only the connections of the pool break, as when the tail sits on a connection that is dead
    // and not closed.
    await query(
      database.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'tripstream' AND datname = current_database()`,
    );
    await until('the pool has another connection', () =>
      app.transactions.query('SELECT 1').catch(() => false),
    );
    expect(await app.epoch.getCurrent()).not.toBe(before);
    expect(app.breaks).toContain('history_changed');
    await expect(app.epoch.requireCurrent(before)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    // The tail leaves the connection that may lead to the earlier history.
    await until('the tail is back', () => app.breaks.includes('reconnected'));
    await app.commit(createSampleEvent(createSampleStream('after')));
    await until('events flow again', () => app.recorder.received.length === 1);
  });

  it('the epoch is read again once the tail has lost its connection', async () => {
    const before = await app.epoch.getCurrent();
    await query(database.url, 'UPDATE history SET nonce = gen_random_uuid()');
    await terminateTails(database.url);
    await until('the tail has noticed', async () => (await app.epoch.getCurrent()) !== before);
  });

  it('the epoch changes when the write-ahead log ends before a position that was reached', async () => {
    const before = await app.epoch.getCurrent();
    app.epoch.notePosition('0/1');
    expect(await app.epoch.refresh()).toBe(before);
    app.epoch.notePosition('FFFFFF/0');
    const renewed = await app.epoch.refresh();
    expect(renewed).not.toBe(before);
    // The new epoch stays: it is in the database.
    await app.close();
    app = await startOutboxApp(database.url);
    expect(await app.epoch.getCurrent()).toBe(renewed);
  });
});
