import type { QueryResult } from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { ErrorHandlingClient } from '../error-handling-client.js';
import { usesPooler } from '../pooler-client.js';
import { queryRows, type PreparedStatement } from './prepared-statement.js';

/** Statements that end a transaction, with their parameters. */
interface LastStatement {
  readonly statement: PreparedStatement;
  readonly parameters: unknown[];
  readonly isLast: boolean;
}

/**
 * A running transaction. The code that gets one reads and writes through it and may register
 * actions for after the commit. Only `Transactions` begins and ends it.
 *
 * It begins with its first statement. The statements that `sendWithCommit` has got go out together
 * with COMMIT; when there is only one and no other statement has run, it needs neither BEGIN nor
 * COMMIT (ADR 0021).
 */
export class Transaction {
  private readonly commitActions: (() => void)[] = [];
  private readonly lastStatements: LastStatement[] = [];
  private begun?: Promise<unknown>;

  /**
   * @param client the connection of `runner`
   * @param beginStatement the statement that begins the transaction
   */
  constructor(
    private readonly runner: QueryRunner,
    private readonly client: ErrorHandlingClient,
    private readonly beginStatement: string,
  ) {}

  /** TypeORM's entity manager on the connection of this transaction. */
  get manager(): EntityManager {
    void this.ensureBegun();
    return this.runner.manager;
  }

  /** @returns the rows of one SQL statement, also those of `RETURNING` */
  query<Row>(sql: string | PreparedStatement, parameters: unknown[] = []): Promise<Row[]> {
    void this.ensureBegun();
    return queryRows<Row>(this.runner, sql, parameters);
  }

  /**
   * Reads the database's clock (`clock_timestamp()`), not the start time of the transaction.
   * Callers read it after they hold their locks: a decision after a wait must not use the time
   * before the wait.
   */
  async now(): Promise<Date> {
    const [row] = await this.query<{ now: Date }>(NOW);
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
   * Registers a statement that runs when the work has ended, in the round trip of COMMIT. Its locks
   * are taken late and held for the shortest time. Its error fails the transaction.
   */
  sendWithCommit(statement: PreparedStatement, parameters: unknown[]): void {
    const index = this.lastStatements.findIndex(({ isLast }) => isLast);
    const place = index === -1 ? this.lastStatements.length : index;
    this.lastStatements.splice(place, 0, { statement, parameters, isLast: false });
  }

  /** As `sendWithCommit`, for the statement whose locks come after those of all others. */
  sendLast(statement: PreparedStatement, parameters: unknown[]): void {
    this.lastStatements.push({ statement, parameters, isLast: true });
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

  /**
   * Runs the statements of `sendWithCommit` now, for a test that leaves the transaction open behind
   * them.
   */
  async sendLastStatements(): Promise<void> {
    void this.ensureBegun();
    await Promise.all(this.lastStatements.splice(0).map((last) => this.send(last)));
  }

  /** Sends the last statements and COMMIT. Only `Transactions` calls this, after the work. */
  async commit(): Promise<void> {
    const [only, ...more] = this.lastStatements;
    if (!this.begun) {
      if (!only) return;
      // Behind a pooler only a transaction can have time limits.
      if (more.length === 0 && !usesPooler(this.runner.dataSource)) {
        await this.send(only);
        return;
      }
    }
    void this.ensureBegun();
    const sent = this.lastStatements.map((last) => this.send(last));
    const answers = await Promise.allSettled([...sent, this.client.query('COMMIT')]);
    for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
    setActive(this.runner, false);
    const { value } = answers.at(-1) as PromiseFulfilledResult<QueryResult>;
    // PostgreSQL answers ROLLBACK to the COMMIT of a transaction in which a statement has failed.
    if (value.command !== 'COMMIT') throw new Error('A failed transaction was committed.');
  }

  /** Rolls back what has begun. Only `Transactions` calls this, after a failure. */
  async rollBack(): Promise<void> {
    if (!this.runner.isTransactionActive) return;
    await this.client.query('ROLLBACK');
    setActive(this.runner, false);
  }

  private send({ statement, parameters }: LastStatement): Promise<QueryResult> {
    return this.client.query({ ...statement, values: parameters });
  }

  /**
   * The client sends BEGIN with the first statement, and holds later ones back until both are
   * answered (`ErrorHandlingClient`). So a caller may not wait for BEGIN before that statement.
   */
  private ensureBegun(): Promise<unknown> {
    if (!this.begun) {
      setActive(this.runner, true);
      this.begun = this.client.begin(this.beginStatement);
      // Each statement that was held back fails with the same error.
      this.begun.catch(() => undefined);
    }
    return this.begun;
  }
}

const NOW: PreparedStatement = { name: 'now', text: 'SELECT clock_timestamp() AS now' };

/** TypeORM requires the flag for its locks; it sets it only in a transaction that it began. */
function setActive(runner: QueryRunner, isTransactionActive: boolean): void {
  Object.assign(runner, { isTransactionActive });
}
