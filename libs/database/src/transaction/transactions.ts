import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { isConnectionLost, isRetryable, toDomainError } from '../database-error.js';
import { queryRows, type PreparedStatement } from './prepared-statement.js';
import { Transaction } from './transaction.js';

export interface TransactionOptions {
  /** Default READ COMMITTED; REPEATABLE READ gives all statements one snapshot (ADR 0004). */
  isolation?: 'READ COMMITTED' | 'REPEATABLE READ';
}

/** Attempts at a transaction that meets deadlocks or serialization failures. */
const MAX_ATTEMPTS = 5;
/** Milliseconds; doubled with each attempt and withJitter, so that two rivals part ways. */
const BACKOFF_MS = 5;

/**
 * Runs work in a transaction. Deadlocks (40P01) and serialization failures (40001) run
 * the whole work again, so it must have no effect outside the transaction.
 */
@Injectable()
export class Transactions {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @throws DomainError DATABASE_UNAVAILABLE, nothing was changed; OUTCOME_UNKNOWN, the
   *   connection broke between COMMIT and its answer
   */
  async run<T>(
    work: (tx: Transaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(work, options);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error;
        await delay(Math.random() * BACKOFF_MS * 2 ** attempt);
      }
    }
  }

  /**
   * Rows of one statement, which is a transaction by itself: one round trip, not three.
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async query<Row>(sql: string | PreparedStatement, parameters: unknown[] = []): Promise<Row[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await queryRows<Row>(runner, sql, parameters);
    } catch (error) {
      if (isConnectionLost(error)) await discard(runner);
      throw toDomainError(error, false);
    } finally {
      await runner.release().catch(() => undefined);
    }
  }

  private async attempt<T>(
    work: (tx: Transaction) => Promise<T>,
    options: TransactionOptions,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await runTransaction(runner, work, options);
    } finally {
      await runner.release().catch(() => undefined);
    }
  }
}

/**
 * One attempt on a given connection. The matching engine uses it directly, because its
 * writes must go through the very session that holds its lock (ADR 0005).
 */
export async function runTransaction<T>(
  runner: QueryRunner,
  work: (tx: Transaction) => Promise<T>,
  { isolation }: TransactionOptions = {},
): Promise<T> {
  const tx = new Transaction(runner);
  let committing = false;
  try {
    await runner.startTransaction(isolation);
    const result = await work(tx);
    committing = true;
    await runner.commitTransaction();
    tx.runCommitActions();
    return result;
  } catch (error) {
    await rollBack(runner, error);
    throw isRetryable(error) ? error : toDomainError(error, committing);
  }
}

/** Rolls back; a connection that can't even do that is thrown away, not pooled. */
async function rollBack(runner: QueryRunner, error: unknown): Promise<void> {
  if (runner.isReleased) return;
  if (isConnectionLost(error)) return discard(runner);
  try {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
  } catch {
    await discard(runner);
  }
}

/**
 * Ends the connection under a runner. The pool drops a client that is ending, where a
 * timed-out one would be handed to the next caller with a statement still running on it.
 */
async function discard(runner: QueryRunner): Promise<void> {
  try {
    const client = (await runner.connect()) as Client;
    client.end().catch(() => undefined);
  } catch {
    // It never was connected: nothing to end.
  }
}
