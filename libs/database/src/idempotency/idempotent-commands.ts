import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { DomainError, type ErrorCode } from '#platform';
import { CommandAdmission } from '../admission/command-admission.js';
import type { Transaction } from '../transaction/transaction.js';
import { Transactions } from '../transaction/transactions.js';
import { AnswerSeal, isSealed } from './answer-seal.js';
import { CommandOutcome, type Command } from './command.js';
import { Refusal } from './refusal.js';

/** What is sealed: the answer of a command, or its refusal with an effect. */
type SealedOutcome =
  | { body: unknown }
  | { refusal: { code: ErrorCode; detail: string; extension: Readonly<Record<string, unknown>> } };

interface AnswerRow {
  key: string;
  bodyHash: string;
  answer: unknown;
}

const CLAIM = {
  name: 'answer-claim',
  text: 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS claimed',
};

/** A statement of its own, because it must see what committed before the lock was released. */
const FIND = {
  name: 'answer-find',
  text: `SELECT key, body_hash AS "bodyHash", answer FROM idempotent_answer
    WHERE user_id = $1 AND method = $2 AND path = $3 AND key IN ($4, $5)`,
};

const STORE = {
  name: 'answer-store',
  text: `INSERT INTO idempotent_answer (user_id, method, path, key, body_hash, answer)
    VALUES ($1, $2, $3, $4, $5, $6::json)`,
};

/**
 * Runs commands so that a command and its retries have one effect. The answer is stored in the
 * transaction of the effect: a crash loses both or neither, and no command stays "in flight".
 */
@Injectable()
export class IdempotentCommands {
  constructor(
    private readonly transactions: Transactions,
    private readonly admission: CommandAdmission,
  ) {}

  /**
   * Runs `work` in a transaction, or returns the stored answer of an earlier run. A command
   * without a key always runs.
   *
   * @param work may return a `Refusal`: then its effect commits, and its error is thrown
   * @throws DomainError IDEMPOTENCY_IN_FLIGHT, IDEMPOTENCY_KEY_REUSED, those of
   *   `CommandAdmission`, and every error of `work`; after an error that `work` throws, no answer is stored, and a retry runs again
   */
  async execute<T>(
    command: Command,
    work: (tx: Transaction) => Promise<T | Refusal>,
  ): Promise<CommandOutcome<T>> {
    const { row, isAnonymous } = command;
    const userId = isAnonymous ? null : command.userId;
    const { body, replayed } = await this.admission.run({ userId, row }, () =>
      this.transactions.run((tx) => this.runOnce(tx, command, work)),
    );
    if (body instanceof Refusal) throw body.error;
    return new CommandOutcome(body, replayed);
  }

  private async runOnce<T>(
    tx: Transaction,
    command: Command,
    work: (tx: Transaction) => Promise<T | Refusal>,
  ): Promise<CommandOutcome<T | Refusal>> {
    const { userId, method, path, key } = command;
    if (key === null) return new CommandOutcome(await work(tx), false);
    const seal = new AnswerSeal([userId, method, path], key);
    await this.claim(tx, command);
    const stored = await this.find(tx, command, seal);
    if (stored) return new CommandOutcome(toOutcome(stored) as T | Refusal, true);
    const outcome = await work(tx);
    this.store(tx, command, { seal, outcome });
    return new CommandOutcome(outcome, false);
  }

  /**
   * Takes the advisory lock of the command without waiting, so that a retry is refused at once
   * while the first run is under way. A plain duplicate insert would block until that run ends,
   * and hold a connection meanwhile.
   */
  private async claim(tx: Transaction, command: Command): Promise<void> {
    const name = [command.userId, command.method, command.path, command.key].join('\n');
    const [row] = await tx.query<{ claimed: boolean }>(CLAIM, [name]);
    if (row?.claimed) return;
    throw new DomainError(
      'IDEMPOTENCY_IN_FLIGHT',
      'A request with this Idempotency-Key is still running. Retry shortly with the same key.',
    );
  }

  /** @throws DomainError IDEMPOTENCY_KEY_REUSED */
  private async find(
    tx: Transaction,
    { userId, method, path, key, body }: Command,
    seal: AnswerSeal,
  ): Promise<SealedOutcome | undefined> {
    // A release before the seal stored the key itself, and its answer may still be asked for.
    const rows = await tx.query<AnswerRow>(FIND, [userId, method, path, seal.name, key]);
    const text = canonicalText(body);
    const sealed = rows.find((row) => row.key === seal.name && isSealed(row.bodyHash));
    if (sealed) {
      const answer = { bodyHash: sealed.bodyHash, text: String(sealed.answer) };
      if (!seal.matchesBody(answer, text)) throw keyReused();
      return seal.open(answer) as SealedOutcome;
    }
    const plain = rows.find((row) => row.key === key && !isSealed(row.bodyHash));
    if (!plain) return undefined;
    if (plain.bodyHash !== plainHash(text)) throw keyReused();
    return { body: plain.answer };
  }

  private store(
    tx: Transaction,
    { userId, method, path, body }: Command,
    { seal, outcome }: { seal: AnswerSeal; outcome: unknown },
  ): void {
    const { bodyHash, text } = seal.seal(fromOutcome(outcome), canonicalText(body));
    const answer = JSON.stringify(text);
    tx.sendWithCommit(STORE, [userId, method, path, seal.name, bodyHash, answer]);
  }
}

function fromOutcome(outcome: unknown): SealedOutcome {
  if (!(outcome instanceof Refusal)) return { body: outcome ?? null };
  const { code, message: detail, extension } = outcome.error;
  return { refusal: { code, detail, extension } };
}

function toOutcome(sealed: SealedOutcome): unknown {
  if (!('refusal' in sealed)) return sealed.body;
  const { code, detail, extension } = sealed.refusal;
  return new Refusal(new DomainError(code, detail, extension));
}

const keyReused = (): DomainError =>
  new DomainError(
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used with another body. Choose a new key for a new command.',
  );

/** The order of members doesn't count, because a client may serialise the body of a retry anew. */
const canonicalText = (body: unknown): string => JSON.stringify(sortMembers(body ?? null));

/** The hash of a body in the answers of releases before the seal. */
const plainHash = (text: string): string => createHash('sha256').update(text).digest('base64');

const sortMembers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortMembers(inner)]));
};
