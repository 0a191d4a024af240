import type { EntityManager, QueryRunner } from 'typeorm';
import { queryRows, type PreparedStatement } from './prepared-statement.js';

/**
 * A running transaction. The code that gets one reads and writes through it and may register
 * actions for after the commit. Only `Transactions` begins and ends it.
 */
export class Transaction {
  private readonly commitActions: (() => void)[] = [];

  constructor(private readonly runner: QueryRunner) {}

  /** TypeORM's entity manager on the connection of this transaction. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** @returns the rows of one SQL statement, also those of `RETURNING` */
  query<Row>(sql: string | PreparedStatement, parameters: unknown[] = []): Promise<Row[]> {
    return queryRows<Row>(this.runner, sql, parameters);
  }

  /**
   * Reads the database's clock (`clock_timestamp()`), not the start time of the transaction.
   * Callers read it after they hold their locks: a decision after a wait must not use the time
   * before the wait.
   */
  async now(): Promise<Date> {
    const [row] = await this.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    if (!row) throw new Error('The database did not tell the time.');
    return row.now;
  }

  /**
   * Takes an advisory lock until the transaction ends, and never waits for it.
   *
   * @param key any number that no other lock has
   * @returns false while another transaction has the lock
   */
  async tryLock(key: number): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_xact_lock($1) AS held';
    const [row] = await this.query<{ held: boolean }>(sql, [key]);
    return row?.held ?? false;
  }

  /**
   * Registers an action that runs once the transaction has committed. After a rollback it never
   * runs.
   */
  afterCommit(action: () => void): void {
    this.commitActions.push(action);
  }

  /** Runs the registered actions. Only `Transactions` calls this, after the commit. */
  runCommitActions(): void {
    for (const action of this.commitActions) action();
  }
}
