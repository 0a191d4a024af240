import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './test-database.js';

let databases: TestDatabase[];

beforeAll(async () => {
  databases = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()]);
});

afterAll(() => Promise.all(databases.map((database) => database.drop())));

describe('a test database', () => {
  it('a test database belongs to one caller, even when several are made at once', async () => {
    const [one, two] = databases;
    await query(one, 'CREATE TABLE mine ()');
    expect(await query(two, `SELECT to_regclass('mine') AS found`)).toEqual([{ found: null }]);
  });

  it('a test database is migrated', async () => {
    const tables = await query(
      databases[0],
      `SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    expect(tables.length).toBeGreaterThan(1);
  });

  it('a test database is gone after drop(), even with open connections', async () => {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => {});
    await client.connect();
    await database.drop();
    await expect(query(database, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
    await client.end().catch(() => {});
  });
});

async function query(database: TestDatabase | undefined, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database?.url });
  try {
    await client.connect();
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}
