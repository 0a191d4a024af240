import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { DomainError } from '#platform';
import type { Transaction } from '../transaction/transaction.js';
import { Transactions } from '../transaction/transactions.js';
import { CommandOutcome, type Command } from './command.js';
import { IdempotentAnswer } from './idempotent-answer.entity.js';

/**
 * Runs commands so that a command and its retries have one effect. The answer is stored in the
 * transaction of the effect: a crash loses both or neither, and no command stays "in flight".
 */
@Injectable()
export class IdempotentCommands {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Runs `work` in a transaction, or returns the stored answer of an earlier run. A command
   * without a key always runs.
   *
   * @throws DomainError IDEMPOTENCY_IN_FLIGHT, IDEMPOTENCY_KEY_REUSED, and every error of
   *   `work`; after an error no answer is stored, and a retry runs again
   */
  execute<T>(command: Command, work: (tx: Transaction) => Promise<T>): Promise<CommandOutcome<T>> {
    return this.transactions.run(async (tx) => {
      if (command.key === null) return new CommandOutcome(await work(tx), false);
      await this.claim(tx, command);
      const stored = await this.find(tx, command);
      if (stored) return new CommandOutcome(stored.answer as T, true);
      const body = await work(tx);
      await this.store(tx, command, body);
      return new CommandOutcome(body, false);
    });
  }

  /**
   * Takes the advisory lock of the command without waiting, so that a retry is refused at once
   * while the first run is under way. A plain duplicate insert would block until that run ends,
   * and hold a connection meanwhile.
   */
  private async claim(tx: Transaction, command: Command): Promise<void> {
    const name = [command.userId, command.method, command.path, command.key].join('\n');
    const [row] = await tx.query<{ claimed: boolean }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS claimed',
      [name],
    );
    if (row?.claimed) return;
    throw new DomainError(
      'IDEMPOTENCY_IN_FLIGHT',
      'A request with this Idempotency-Key is still running. Retry shortly with the same key.',
    );
  }

  private async find(tx: Transaction, command: Command): Promise<IdempotentAnswer | null> {
    const { userId, method, path, key } = command;
    const where = { userId, method, path, key: key ?? '' };
    const stored = await tx.manager.findOneBy(IdempotentAnswer, where);
    if (stored && stored.bodyHash !== hash(command.body)) {
      throw new DomainError(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key was used with another body. Choose a new key for a new command.',
      );
    }
    return stored;
  }

  private async store(tx: Transaction, command: Command, answer: unknown): Promise<void> {
    const { userId, method, path, key } = command;
    const bodyHash = hash(command.body);
    await tx.query(
      `INSERT INTO idempotent_answer (user_id, method, path, key, body_hash, answer)
       VALUES ($1, $2, $3, $4, $5, $6::json)`,
      [userId, method, path, key, bodyHash, JSON.stringify(answer ?? null)],
    );
  }
}

/** The order of members doesn't count, because a client may serialise the body of a retry anew. */
const hash = (body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sortMembers(body ?? null)))
    .digest('base64');

const sortMembers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortMembers(inner)]));
};
