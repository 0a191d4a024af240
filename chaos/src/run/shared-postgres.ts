import { Postgres } from '../stage/postgres.js';

/** A cluster that lives for one run of the suite needs no durability; what tests that starts its own. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };

/**
 * The Postgres that most faults share, each with a database of its own. libs/testing
 * finds it as it finds that of a Jest run.
 *
 * @returns what stops it
 */
export async function startSharedPostgres(): Promise<() => Promise<void>> {
  const postgres = await Postgres.start(SETTINGS);
  process.env.TRIPSTREAM_TEST_DATABASE_URL = postgres.url;
  return () => postgres.stop();
}
