import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { createDataSource, dataSourceOptions, runTransaction, type Transaction } from '#database';
import { tripEntities } from '#trip';
import { matchingEntities } from '../entities.js';

/** The advisory lock of the active engine; any fixed number will do. */
const ENGINE_LOCK = 7_014_002;

/**
 * After this time without a query Postgres ends the session (`idle_session_timeout`). An
 * engine that is stopped or cut off from the database loses its lock, and with it the only
 * connection it writes through.
 */
const IDLE_TIMEOUT_MS = 3000;
/** Milliseconds. The engine skips locked rows; only its appends to the outbox wait for a lock. */
const TIMEOUTS = { connect: 2_000, query: 4_000, statement: 3_000, lock: 2_000 };

/**
 * The engine's only connection, lock and write connection in one (ADR 0005). An engine that
 * resumes after a long stop finds its session closed, so it can't write without the lock.
 */
export class EngineSession {
  private readonly logger = new Logger('EngineSession');
  private lockedAt: Date | null = null;

  private constructor(
    private readonly dataSource: DataSource,
    private readonly runner: QueryRunner,
  ) {}

  /** Opens the connection, without taking the lock. */
  static async open(url: string): Promise<EngineSession> {
    const dataSource = await createDataSource(
      dataSourceOptions({
        url,
        entities: [...tripEntities, ...matchingEntities],
        poolSize: 1,
        timeouts: { ...TIMEOUTS, idleInTransaction: IDLE_TIMEOUT_MS },
        applicationName: 'tripstream-engine',
        session: { idle_session_timeout: IDLE_TIMEOUT_MS },
      }),
    );
    return new EngineSession(dataSource, dataSource.createQueryRunner());
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
      'SELECT pg_try_advisory_lock($1) AS held, clock_timestamp() AS now',
      [ENGINE_LOCK],
    )) as { held: boolean; now: Date }[];
    if (!row?.held) return false;
    this.lockedAt ??= row.now;
    return true;
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
      this.logger.warn(`Left for the next round: ${String(error)}`);
      await this.runner.query('SELECT 1');
      return null;
    }
  }

  /** Closes the connection, which releases the lock. */
  async close(): Promise<void> {
    await this.runner.release().catch(() => undefined);
    await this.dataSource.destroy().catch(() => undefined);
  }
}
