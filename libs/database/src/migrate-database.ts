import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options.js';

/** The advisory lock that lets one process at a time migrate; any fixed number will do. */
const MIGRATION_LOCK = 7_014_001;

/** No limits: an index on a large table takes long, and so may the migration of another process. */
const NO_TIMEOUTS = { query: 0, statement: 0, lock: 0, idleInTransaction: 0 };

/**
 * Runs the pending migrations. Any number of processes may call this at the same time: one
 * migrates under an advisory lock, and the others wait until it has finished.
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
