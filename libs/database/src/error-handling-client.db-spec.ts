import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '#testing';
import { dataSourceOptions } from './data-source-options.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

it('a backend that is terminated while its client changes hands takes nobody down', async () => {
  const { extra } = dataSourceOptions({ url: database.url, entities: [] });
  const pool = new pg.Pool({ ...(extra as pg.PoolConfig), max: 1 });
  pool.on('error', () => undefined);
  const client = await pool.connect();
  const noticed = new Promise((resolve) => client.once('end', resolve));
  expect(client.listenerCount('error')).toBeGreaterThan(0);
  // Handed out by the pool, and not yet in anybody's hands: here it would be fatal.
  const [{ pid }] = (await client.query('SELECT pg_backend_pid() AS pid')).rows as [
    { pid: number },
  ];
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query('SELECT pg_terminate_backend($1)', [pid]);
  await noticed;
  client.release(true);
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await other.end();
  await pool.end();
});
