import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseUrl } from '#database';
import { Metrics, Settings } from '#platform';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { MatchingEngine } from './matching-engine.js';

const STANDBY_INTERVAL_MS = 500;

let database: TestDatabase;
let active: pg.Client;

beforeEach(async () => {
  database = await createTestDatabase();
  active = new pg.Client({ connectionString: database.url });
  await active.connect();
  await active.query('SELECT pg_advisory_lock(7014002)');
});

afterEach(async () => {
  jest.restoreAllMocks();
  await active.end();
  await database.drop();
});

/** An engine whose rounds do nothing: a standby runs none. */
function createEngine(): MatchingEngine {
  const settings = Settings.from({ DATABASE_URL: database.url, AUTH_MODE: 'demo' });
  type Parts = ConstructorParameters<typeof MatchingEngine>;
  const idle = {
    matchOnce: () => Promise.resolve(0),
    sweepAll: () => Promise.resolve(null),
    sweep: () => Promise.resolve(),
  };
  const url = new DatabaseUrl(database.url);
  return new MatchingEngine(
    url,
    idle as unknown as Parts[1],
    idle as unknown as Parts[2],
    idle as unknown as Parts[3],
    idle as unknown as Parts[4],
    { step: () => Promise.resolve(Infinity) } as unknown as Parts[5],
    new Metrics(),
    settings,
  );
}

it('asks for the lock twice a second while it stands by, also when events wake it', async () => {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  const countAttempts = () =>
    query.mock.calls.filter(([sent]: unknown[]) => String(sent).includes('pg_try_advisory_lock'))
      .length;
  const engine = createEngine();
  engine.onApplicationBootstrap();
  await until('the engine stands by', () => countAttempts() > 0);
  const begin = performance.now();
  for (let events = 0; events < 100; events += 1) {
    engine.onUrgentEvent();
    await delay(3);
  }
  const elapsed = performance.now() - begin;
  expect(countAttempts()).toBeLessThanOrEqual(elapsed / STANDBY_INTERVAL_MS + 2);
  await engine.onApplicationShutdown();
});
