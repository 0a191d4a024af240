import { DomainError } from '#platform';

/** SQLSTATEs after which the same transaction, run again, may well succeed. */
const RETRYABLE = new Set(['40001', '40P01']);

/** SQLSTATEs of a server that is going, gone or not there yet (class 08, 57P0x, 53300). */
const UNAVAILABLE = /^(08...|57P0[1-5]|53300|25P0[34])$/;

/** A wait for a lock or a statement that took too long: 55P03, 57014. */
const BUSY = new Set(['55P03', '57014']);

/** What Node, pg and TypeORM say when a connection breaks; none of them has an SQLSTATE. */
const CONNECTION_BROKEN =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|connection terminated|connection timeout|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|client was closed|not queryable|query runner already released|server closed the connection|Driver not Connected/i;

/** Five characters with a digit among them: Node's `EPIPE` is none. */
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

const sqlState = (error: unknown): string | undefined => {
  const code: unknown = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && SQL_STATE.test(code) ? code : undefined;
};

/** Deadlock or serialization failure: the transaction had no effect and may run again whole. */
export const isRetryable = (error: unknown): boolean => RETRYABLE.has(sqlState(error) ?? '');

/** The connection is of no use any more. */
export const isConnectionLost = (error: unknown): boolean => {
  const state = sqlState(error);
  if (state) return UNAVAILABLE.test(state);
  // The code counts too: a host with two addresses fails with an AggregateError that has
  // no message. By shape, not by `instanceof`: Node's errors may be of another realm.
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return CONNECTION_BROKEN.test(`${String(code)} ${String(message)}`);
};

/** Breaking a unique constraint: 23505. @param constraint its name */
export const isUniqueViolation = (error: unknown, constraint: string): boolean =>
  sqlState(error) === '23505' && (error as { constraint?: unknown }).constraint === constraint;

/**
 * What a caller is told when the database couldn't do it.
 *
 * @param committing COMMIT was sent and not answered, so the outcome is unknown: only
 *   the idempotency key can tell (the stored answer commits with its effect)
 * @returns the error itself where it has nothing to do with the database being away
 */
export function toDomainError(error: unknown, committing: boolean): unknown {
  if (error instanceof DomainError) return error;
  if (isConnectionLost(error)) {
    return committing
      ? new DomainError(
          'OUTCOME_UNKNOWN',
          'Retry with the same Idempotency-Key to learn the outcome.',
        )
      : new DomainError(
          'DATABASE_UNAVAILABLE',
          'The database is away. Nothing was changed; retry.',
        );
  }
  if (isRetryable(error) || BUSY.has(sqlState(error) ?? '')) {
    return new DomainError(
      'DATABASE_UNAVAILABLE',
      'The database is busy. Nothing was changed; retry.',
    );
  }
  return error;
}
