import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '#testing';
import { EngineSession } from './engine-session.js';

let database: TestDatabase;
let session: EngineSession | undefined;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await session?.close();
  session = undefined;
  await database.drop();
});

async function settingsOfEngine(name: string): Promise<string | undefined> {
  const [row] = await session!.run((tx) =>
    tx.query<{ value: string }>('SELECT current_setting($1) AS value', [name]),
  );
  return row?.value;
}

describe('EngineSession', () => {
  it('keeps its idle time-out when the URL brings start-up options of its own', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c idle_session_timeout=0 -c work_mem=5MB');
    session = await EngineSession.open(url.href);
    expect(await session.tryLock()).toBe(true);
    expect(await settingsOfEngine('idle_session_timeout')).toBe('3s');
    expect(await settingsOfEngine('work_mem')).toBe('5MB');
  });

  it('stays active while it holds the lock, and notices when the lock is gone', async () => {
    session = await EngineSession.open(database.url, 0);
    await session.tryLock();
    await session.requireActive();
    await session.run((tx) => tx.query('SELECT pg_advisory_unlock_all()'));
    await expect(session.requireActive()).rejects.toThrow('the lock of the engine is gone');
  });

  it('leaves the lock to the engine that holds it', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query('SELECT pg_advisory_lock(7014002)');
    session = await EngineSession.open(database.url);
    expect(await session.tryLock()).toBe(false);
    await other.end();
  });
});
