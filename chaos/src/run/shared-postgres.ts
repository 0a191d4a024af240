import { Postgres } from '../target/postgres.js';

/**
 * The data lives for one run of the suite, so this server needs no durability. A fault
 * that tests durability starts a server of its own.
 */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };

/**
 * Starts the Postgres that most faults share; each fault gets its own database there.
 * libs/testing finds the server through the same variable as in a Jest run.
 *
 * @returns a function that stops the server
 */
export async function startSharedPostgres(): Promise<() => Promise<void>> {
  const postgres = await Postgres.start(SETTINGS);
  process.env.TRIPSTREAM_TEST_DATABASE_URL = postgres.url;
  return () => postgres.stop();
}
