import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '#testing';
import { findConnectionShortage } from './connection-budget.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

it('a process learns from PostgreSQL whether its pool fits', async () => {
  const fitting = { poolSize: 1, hasRelay: false };
  expect(await findConnectionShortage(database.url, fitting)).toBeUndefined();
  const tooLarge = { poolSize: 10_000, hasRelay: false };
  expect(await findConnectionShortage(database.url, tooLarge)).toContain('Set DATABASE_POOL_SIZE');
});
