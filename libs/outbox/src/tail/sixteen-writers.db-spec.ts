import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  checkDelivery,
  createTestDatabase,
  nothingFound,
  until,
  type TestDatabase,
} from '#testing';
import { readCommittedPositions, startOutboxApp, type OutboxApp } from '../../test/outbox-app.js';
import { writeAtRandom } from '../../test/random-writers.js';

let database: TestDatabase;
let writing: OutboxApp;
let listening: OutboxApp;

beforeAll(async () => {
  database = await createTestDatabase();
  [writing, listening] = await Promise.all([
    startOutboxApp(database.url),
    startOutboxApp(database.url),
  ]);
});

afterAll(async () => {
  await Promise.all([writing.close(), listening.close()]);
  await database.drop();
});

it('every subscriber gets every event once and in order while 16 writers commit at random for 6 s', async () => {
  const { commits, rollbacks } = await writeAtRandom(writing, { writers: 16, milliseconds: 6_000 });
  expect(commits).toBeGreaterThan(100);
  expect(rollbacks).toBeGreaterThan(0);
  const committed = await readCommittedPositions(database.url);
  for (const { recorder } of [writing, listening]) {
    await until('the tail has caught up', () => recorder.positions.length >= committed.length);
    expect(checkDelivery(committed, recorder.positions)).toEqual(nothingFound);
  }
});
