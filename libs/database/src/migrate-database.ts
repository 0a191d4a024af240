import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options.js';

/** Any fixed number: the advisory lock that lets one process at a time migrate. */
const MIGRATION_LOCK = 7_014_001;

/** An index on a grown table takes its time, and so does another process's migration. */
const NO_TIMEOUTS = { query: 0, statement: 0, lock: 0, idleInTransaction: 0 };

/**
 * Brings the schema up to date. Safe to call from any number of processes at once: one
 * migrates under an advisory lock, the others wait for it and find nothing left to do.
 *
 * @param url of the database, e.g. `postgres://user:password@host/name`
 */
export async function migrateDatabase(url: string): Promise<void> {
  const dataSource = new DataSource(
    dataSourceOptions({
      url,
      entities: [],
      poolSize: 2,
      applicationName: 'tripstream-migrate',
      timeouts: NO_TIMEOUTS,
    }),
  );
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations({ transaction: 'all' });
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}
