import type { EntityManager, QueryRunner } from 'typeorm';
import { queryRows, type PreparedStatement } from './prepared-statement.js';

/**
 * A running transaction. Whoever gets one may read and write through it, and ask to be
 * told once it has committed; only `Transactions` begins and ends it.
 */
export class Transaction {
  private readonly commitActions: (() => void)[] = [];

  constructor(private readonly runner: QueryRunner) {}

  /** TypeORM's manager on this transaction's connection. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** Rows of one SQL statement, `RETURNING` included. */
  query<Row>(sql: string | PreparedStatement, parameters: unknown[] = []): Promise<Row[]> {
    return queryRows<Row>(this.runner, sql, parameters);
  }

  /**
   * The database's clock at this moment, not at the transaction's begin. Ask after the
   * locks are held: whoever waited for a lock must not decide with the time before it.
   */
  async now(): Promise<Date> {
    const [row] = await this.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    if (!row) throw new Error('The database did not tell the time.');
    return row.now;
  }

  /** Runs `action` once the transaction has committed, and never if it has not. */
  afterCommit(action: () => void): void {
    this.commitActions.push(action);
  }

  /** For `Transactions`: tell everybody who asked. */
  runCommitActions(): void {
    for (const action of this.commitActions) action();
  }
}
