import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, until, type TestDatabase } from '#testing';
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
});
