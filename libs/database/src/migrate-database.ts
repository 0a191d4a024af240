import { setTimeout as delay } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import { DataSource, type MixedList, type QueryRunner } from 'typeorm';
import { dataSourceOptions } from './data-source-options.js';
import { LOCK_TIMEOUT_MS } from './migration/create-index-concurrently.js';
import { migrations } from './migration/migrations.js';

/** The advisory lock that lets one process at a time migrate; any fixed number will do. */
const MIGRATION_LOCK = 7_014_001;

/**
 * A statement may take long, for example an index on a large table, but it may not wait long for
 * a lock: the requests of a running service queue behind the lock that it waits for.
 */
const TIMEOUTS = { query: 0, statement: 0, idleInTransaction: 0, lock: LOCK_TIMEOUT_MS };

const DEADLINE_MS = 600_000;
/** The pause after a lock time-out, in which the requests that queued behind the lock run. */
const PAUSE_MS = 1_000;
const POLL_MS = 200;

export interface MigrationOptions {
  /** Milliseconds after which waiting for another process or for a lock ends. Default 10 minutes. */
  deadlineMs?: number;
  /** Tests replace them. Default: the migrations of this release. */
  migrations?: MixedList<new () => object>;
}

/**
 * Runs the pending migrations, each in a transaction of its own unless it says
 * `transaction = false`. Any number of processes may call this at the same time, also while a
 * service runs on the database: one migrates under an advisory lock, and the others wait until
 * it has finished.
 *
 * @param url of the database, e.g. `postgres://user:password@host/name`; not that of a pooler
 * @throws Error when the deadline has passed, or the role may not change the schema
 */
export async function migrateDatabase(url: string, options: MigrationOptions = {}): Promise<void> {
  const deadline = performance.now() + (options.deadlineMs ?? DEADLINE_MS);
  const dataSource = new DataSource({
    ...dataSourceOptions({
      url,
      entities: [],
      poolSize: 2,
      applicationName: 'tripstream-migrate',
      timeouts: TIMEOUTS,
    }),
    migrations: options.migrations ?? migrations,
  });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await acquireLock(lock, deadline);
    await runPending(dataSource, deadline);
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}

/**
 * Polls for the lock. A statement that waited for it would hold a snapshot, and CREATE INDEX
 * CONCURRENTLY in the process that has the lock waits for every older snapshot: a deadlock.
 */
async function acquireLock(lock: QueryRunner, deadline: number): Promise<void> {
  for (;;) {
    const [row] = (await lock.query('SELECT pg_try_advisory_lock($1) AS held', [
      MIGRATION_LOCK,
    ])) as { held: boolean }[];
    if (row?.held) return;
    if (performance.now() > deadline) throw new Error(await describeHolder(lock));
    await delay(POLL_MS);
  }
}

async function describeHolder(lock: QueryRunner): Promise<string> {
  const holders = (await lock.query(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0
       AND objid = $1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [MIGRATION_LOCK],
  )) as { pid: number }[];
  const pids = holders.map(({ pid }) => pid).join(', ');
  return (
    `Another process migrates the database and has not finished (session ${pids}). If it hangs, ` +
    `end it: SELECT pg_terminate_backend(${pids}).`
  );
}

/** Runs what is pending. After a lock time-out or a deadlock the rest is tried again. */
async function runPending(dataSource: DataSource, deadline: number): Promise<void> {
  for (;;) {
    try {
      await dataSource.runMigrations({ transaction: 'each' });
      return;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === '42501') throw new Error(describeRights(dataSource, error), { cause: error });
      if (code !== '55P03' && code !== '40P01') throw error;
      if (performance.now() > deadline) throw new Error(describeWait(error), { cause: error });
      await delay(PAUSE_MS * (1 + Math.random()));
    }
  }
}

function describeRights({ options }: DataSource, error: unknown): string {
  const { url } = options as { url?: string };
  const role =
    url !== undefined && URL.canParse(url) ? decodeURIComponent(new URL(url).username) : '';
  return (
    `The role ${role} may not change the schema: ${(error as Error).message}. Make it the owner ` +
    'of the database, or migrate with the role that owns the tables.'
  );
}

function describeWait(error: unknown): string {
  return (
    'A migration waits for a lock that a long transaction holds, and gave up: ' +
    `${(error as Error).message}. End the transaction (pg_stat_activity shows it) and start again.`
  );
}
