import { Logger } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { DataSource, QueryRunner } from 'typeorm';
import { summarizeError } from '#platform';
import { createDataSource, dataSourceOptions, runTransaction, type Transaction } from '#database';
import { tripEntities } from '#trip';
import { matchingEntities } from '../entities.js';
import { halve } from '../halve.js';

/** The advisory lock of the active engine; any fixed number will do. */
const ENGINE_LOCK = 7_014_002;

/**
 * After this time without a query Postgres ends the session (`idle_session_timeout`). An
 * engine that is stopped or cut off from the database loses its lock, and with it the only
 * connection it writes through.
 */
const IDLE_TIMEOUT_MS = 3000;
/** The interval at which the active engine verifies that it still is the active one. */
const CHECK_INTERVAL_MS = 1_000;

/** Milliseconds. The engine skips locked rows; only its appends to the outbox wait for a lock. */
const TIMEOUTS = { connect: 2_000, query: 4_000, statement: 3_000, lock: 2_000 };

/**
 * Transactions for one batch of rows. A batch without an error takes one. To find one row of 256
 * takes 17; rows that the limit leaves over are worked on in the next round.
 */
const MAX_ATTEMPTS = 64;

/**
 * The engine's only connection, lock and write connection in one (ADR 0005). An engine that
 * resumes after a long stop finds its session closed, so it can't write without the lock.
 */
export class EngineSession {
  private readonly logger = new Logger('EngineSession');
  private lockedAt: Date | null = null;
  /** When the lock was last verified; monotonic, in milliseconds. */
  private checkedAtMs = -Infinity;

  private constructor(
    private readonly dataSource: DataSource,
    private readonly runner: QueryRunner,
    private readonly checkIntervalMs: number,
  ) {}

  /**
   * Opens the connection, without taking the lock.
   *
   * @param checkIntervalMs the shortest time between two checks of `requireActive`
   */
  static async open(url: string, checkIntervalMs = CHECK_INTERVAL_MS): Promise<EngineSession> {
    const dataSource = await createDataSource(
      dataSourceOptions({
        url,
        entities: [...tripEntities, ...matchingEntities],
        poolSize: 1,
        timeouts: { ...TIMEOUTS, idleInTransaction: IDLE_TIMEOUT_MS },
        applicationName: 'tripstream-engine',
      }),
    );
    const session = new EngineSession(dataSource, dataSource.createQueryRunner(), checkIntervalMs);
    try {
      await session.setFence();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /**
   * Sets the idle time-out by statement and reads it back: an `options` parameter in the URL
   * replaces start-up options, and without the time-out a stopped engine would keep its lock.
   *
   * @throws Error when the server doesn't apply the time-out; this process is no engine then
   */
  private async setFence(): Promise<void> {
    await this.runner.query(`SELECT set_config('idle_session_timeout', $1, false)`, [
      `${IDLE_TIMEOUT_MS}ms`,
    ]);
    const [now] = (await this.runner.query(
      `SELECT extract(epoch FROM current_setting('idle_session_timeout')::interval)::float8 AS seconds`,
    )) as { seconds: number }[];
    if (now?.seconds === IDLE_TIMEOUT_MS / 1000) return;
    throw new Error(
      'The matching engine needs a session whose idle_session_timeout it can set, and this ' +
        'connection ignores it. Is a connection pooler in between? Set DATABASE_DIRECT_URL.',
    );
  }

  /** The database's time at which this engine became active; null while it stands by. */
  get activeSince(): Date | null {
    return this.lockedAt;
  }

  /**
   * Tries to take the engine's lock. The query also keeps a standby's session alive.
   *
   * @returns whether this is the active engine now
   */
  async tryLock(): Promise<boolean> {
    const [row] = (await this.runner.query(
      `SELECT CASE WHEN pg_is_in_recovery() THEN false ELSE pg_try_advisory_lock($1) END AS held,
         clock_timestamp() AS now`,
      [ENGINE_LOCK],
    )) as { held: boolean; now: Date }[];
    if (!row?.held) return false;
    this.lockedAt ??= row.now;
    return true;
  }

  /**
   * Checks that this session still is the engine's: a proxy may have moved it to another
   * server, which is a standby or doesn't know the lock. Asks at most once a second.
   *
   * @throws Error when it isn't; the caller gives the session up
   */
  async requireActive(): Promise<void> {
    const now = performance.now();
    if (now - this.checkedAtMs < this.checkIntervalMs) return;
    this.checkedAtMs = now;
    const [row] = (await this.runner.query(
      `SELECT NOT pg_is_in_recovery() AND EXISTS (
         SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
           AND pid = pg_backend_pid() AND classid = 0 AND objid = $1 AND objsubid = 1) AS active`,
      [ENGINE_LOCK],
    )) as { active: boolean }[];
    if (!row?.active)
      throw new Error('The server is a standby, or the lock of the engine is gone.');
  }

  /** Runs a transaction on this session. */
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return runTransaction(this.runner, work);
  }

  /**
   * Runs one of several independent transactions. When it fails, for example because a lock is
   * held too long, the engine goes on with the others and retries in the next round.
   *
   * @returns null when the work failed
   * @throws Error when the session is closed
   */
  async attempt<T>(work: (tx: Transaction) => Promise<T>): Promise<T | null> {
    try {
      return await this.run(work);
    } catch (error) {
      this.logger.warn('Left for the next round', error);
      await this.runner.query('SELECT 1');
      return null;
    }
  }

  /**
   * Runs one transaction for a batch of independent rows. When it fails, the batch is halved until
   * the row that makes it fail stands alone; that row is left for the next round.
   *
   * @returns the results of the transactions that committed
   * @throws Error when the session is closed
   */
  async attemptAll<Row, T>(
    rows: readonly Row[],
    work: (tx: Transaction, rows: readonly Row[]) => Promise<T>,
  ): Promise<T[]> {
    const results: T[] = [];
    const failures: unknown[] = [];
    const parts: (readonly Row[])[] = rows.length > 0 ? [rows] : [];
    for (let attempts = 0; parts.length > 0 && attempts < MAX_ATTEMPTS; attempts += 1) {
      const part = parts.shift() ?? [];
      try {
        results.push(await this.run((tx) => work(tx, part)));
      } catch (error) {
        // A closed session fails here, and the engine gives it up.
        await this.runner.query('SELECT 1');
        if (part.length > 1) parts.unshift(...halve(part));
        else failures.push(error);
      }
    }
    if (failures.length > 0) {
      const count = `${failures.length} of ${rows.length} rows`;
      this.logger.warn(
        `${count} are left for the next round; the first: ${summarizeError(failures[0])}`,
      );
    }
    return results;
  }

  /** Closes the connection, which releases the lock. */
  async close(): Promise<void> {
    await this.runner.release().catch(() => undefined);
    await this.dataSource.destroy().catch(() => undefined);
  }
}
