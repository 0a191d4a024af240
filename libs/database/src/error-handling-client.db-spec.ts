import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '#testing';
import { dataSourceOptions } from './data-source-options.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

it('the process survives when a backend is terminated while the pool hands its client out', async () => {
  const { extra } = dataSourceOptions({ url: database.url, entities: [] });
  const pool = new pg.Pool({ ...(extra as pg.PoolConfig), max: 1 });
  pool.on('error', () => undefined);
  const client = await pool.connect();
  const noticed = new Promise((resolve) => client.once('end', resolve));
  expect(client.listenerCount('error')).toBeGreaterThan(0);
  // The pool has removed its own error listener here, and TypeORM hasn't added one yet. Without
  // a listener of the client itself the error would end the process.
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
