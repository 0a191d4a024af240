import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { createDataSource, dataSourceOptions, runTransaction, type Transaction } from '#database';
import { tripEntities } from '#trip';
import { matchingEntities } from '../entities.js';

/** Any fixed number: whoever holds this session lock is the active engine. */
const ENGINE_LOCK = 7_014_002;

/**
 * Milliseconds after which Postgres ends a session that says nothing: a stopped or
 * cut-off engine loses its lock, and with it the only connection it writes through.
 */
const IDLE_TIMEOUT_MS = 3000;
/** Milliseconds. The engine skips what is locked, and only its appends wait. */
const TIMEOUTS = { connect: 2_000, query: 4_000, statement: 3_000, lock: 2_000 };

/**
 * The engine's one connection: lock and pen together (ADR 0005). An engine that was stopped
 * and wakes up again finds its session dead, so there is nothing it could write with.
 */
export class EngineSession {
  private readonly logger = new Logger('EngineSession');
  private lockedAt: Date | null = null;

  private constructor(
    private readonly dataSource: DataSource,
    private readonly runner: QueryRunner,
  ) {}

  /** Connects; the lock isn't held yet. */
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

  /** Since when this has been the active engine, by the database's clock; null: it isn't. */
  get activeSince(): Date | null {
    return this.lockedAt;
  }

  /** @returns whether this is the active engine now. Asking also keeps the session alive. */
  async tryLock(): Promise<boolean> {
    const [row] = (await this.runner.query(
      'SELECT pg_try_advisory_lock($1) AS held, clock_timestamp() AS now',
      [ENGINE_LOCK],
    )) as { held: boolean; now: Date }[];
    if (!row?.held) return false;
    this.lockedAt ??= row.now;
    return true;
  }

  /** A transaction on this very session. */
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return runTransaction(this.runner, work);
  }

  /**
   * Like `run`, for one of many: its failure (a lock held too long, a trip that can't be
   * settled) must not keep the others waiting. Fails only when the session is dead.
   *
   * @returns null when the work failed
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

  /** Gives up lock and connection. */
  async close(): Promise<void> {
    await this.runner.release().catch(() => undefined);
    await this.dataSource.destroy().catch(() => undefined);
  }
}
