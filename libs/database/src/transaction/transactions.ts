import { Injectable } from '@nestjs/common';
import type { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { isConnectionLost, isRetryable, toDomainError } from '../database-error.js';
import { BEGIN, type ErrorHandlingClient } from '../error-handling-client.js';
import { usesPooler } from '../pooler-client.js';
import { connectionGuard } from './connection-guard.js';
import { queryRows, type PreparedStatement } from './prepared-statement.js';
import { Transaction } from './transaction.js';

export interface TransactionOptions {
  /** Default READ COMMITTED. With REPEATABLE READ all statements see one snapshot (ADR 0004). */
  isolation?: 'READ COMMITTED' | 'REPEATABLE READ';
}

/** The most attempts at a transaction that fails with deadlocks or serialization failures. */
const MAX_ATTEMPTS = 5;
/**
 * The base of the backoff. It doubles with each attempt and has jitter, so that two rivals don't
 * collide again.
 */
const BACKOFF_MS = 5;

/**
 * Runs work in a transaction. After a deadlock (40P01) or a serialization failure (40001) it
 * runs the whole work again, so the work must have no effect outside the transaction.
 */
@Injectable()
export class Transactions {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Calls `listener` with each new connection of the pool, before a statement runs on it. Another
   * server may answer there than on the connections before.
   */
  onConnect(listener: () => void): void {
    const { master } = this.dataSource.driver as unknown as { master: EventEmitter };
    master.on('connect', listener);
  }

  /**
   * @throws DomainError DATABASE_UNAVAILABLE when the transaction had no effect;
   *   OUTCOME_UNKNOWN when the connection broke between COMMIT and its answer
   */
  async run<T>(
    work: (tx: Transaction) => Promise<T> | T,
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
   * Runs one statement, which is a transaction by itself, in one round trip instead of three.
   *
   * @returns the rows, also those of `RETURNING`
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async query<Row>(sql: string | PreparedStatement, parameters: unknown[] = []): Promise<Row[]> {
    connectionGuard.requireFree();
    // Behind a pooler only a transaction can have time limits.
    if (usesPooler(this.dataSource)) return this.run((tx) => tx.query<Row>(sql, parameters));
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
    work: (tx: Transaction) => Promise<T> | T,
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
 * Runs one attempt on a given connection. The matching engine calls it directly, because its
 * writes must go through the session that holds its lock (ADR 0005).
 */
export async function runTransaction<T>(
  runner: QueryRunner,
  work: (tx: Transaction) => Promise<T> | T,
  { isolation }: TransactionOptions = {},
): Promise<T> {
  let tx: Transaction | undefined;
  let committing = false;
  try {
    const result = await connectionGuard.hold(async () => {
      const client = (await runner.connect()) as ErrorHandlingClient;
      tx = new Transaction(runner, client, beginStatement(isolation));
      const answer = await work(tx);
      committing = true;
      await tx.commit();
      return answer;
    });
    tx?.runCommitActions();
    return result;
  } catch (error) {
    await rollBack(runner, tx, error);
    throw isRetryable(error) ? error : toDomainError(error, committing);
  }
}

const beginStatement = (isolation: TransactionOptions['isolation']): string =>
  isolation ? `${BEGIN} ISOLATION LEVEL ${isolation}` : BEGIN;

/** Rolls back. A connection on which the rollback fails is closed instead of pooled. */
async function rollBack(
  runner: QueryRunner,
  tx: Transaction | undefined,
  error: unknown,
): Promise<void> {
  if (runner.isReleased) return;
  if (isConnectionLost(error)) return discard(runner);
  try {
    await tx?.rollBack();
  } catch {
    await discard(runner);
  }
}

/**
 * Closes the connection of a runner. The pool drops a client that is ending. It would hand a
 * timed-out client to the next caller, with a statement still running on it.
 */
async function discard(runner: QueryRunner): Promise<void> {
  try {
    const client = (await runner.connect()) as Client;
    client.end().catch(() => undefined);
  } catch {
    // The runner was never connected, so there is no connection to close.
  }
}
