import type { QueryRunner } from 'typeorm';

/**
 * Milliseconds that a statement of a migration waits for a lock. While it waits, every later
 * request that needs the table waits as well, so it is below the lock time-out of a request.
 */
export const LOCK_TIMEOUT_MS = 1_000;

/**
 * Creates an index while the table is written to. The migration that calls this must have
 * `transaction = false`, and it may run again after a crash. An index that a crash left invalid
 * is replaced.
 *
 * @param name of the index
 * @param definition what follows the name, e.g. `ON outbox (time)`
 */
export function createIndexConcurrently(
  runner: QueryRunner,
  name: string,
  definition: string,
): Promise<void> {
  return create(runner, name, `INDEX CONCURRENTLY IF NOT EXISTS ${name} ${definition}`);
}

/** Creates a unique index in the same way. */
export function createUniqueIndexConcurrently(
  runner: QueryRunner,
  name: string,
  definition: string,
): Promise<void> {
  return create(runner, name, `UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ${name} ${definition}`);
}

async function create(runner: QueryRunner, name: string, index: string): Promise<void> {
  // Its waits block no request, and it waits for every transaction that is older.
  await runner.query('SET lock_timeout = 0');
  try {
    const invalid = (await runner.query(
      'SELECT 1 FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid',
      [name],
    )) as unknown[];
    if (invalid.length > 0) await runner.query(`DROP INDEX CONCURRENTLY ${name}`);
    await runner.query(`CREATE ${index}`);
  } finally {
    await runner.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
  }
}
