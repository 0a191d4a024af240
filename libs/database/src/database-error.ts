import { DomainError } from '#platform';

/** SQLSTATEs after which the same transaction may succeed when it runs again. */
const RETRYABLE = new Set(['40001', '40P01']);

/**
 * SQLSTATEs of a server that shuts down, starts, or has no free connection (class 08, 57P0x,
 * 53300).
 */
const UNAVAILABLE = /^(08...|57P0[1-5]|53300|25P0[34])$/;

/** A wait for a lock or a statement that took too long: 55P03, 57014. */
const BUSY = new Set(['55P03', '57014']);

/** The messages of Node, pg and TypeORM for a broken connection. These errors have no SQLSTATE. */
const CONNECTION_BROKEN =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|connection terminated|connection timeout|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|client was closed|not queryable|query runner already released|server closed the connection|Driver not Connected/i;

/** An SQLSTATE has five characters and at least one digit, unlike Node's `EPIPE`. */
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

const sqlState = (error: unknown): string | undefined => {
  const code: unknown = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && SQL_STATE.test(code) ? code : undefined;
};

/** A deadlock or a serialization failure: the transaction had no effect and may run again. */
export const isRetryable = (error: unknown): boolean => RETRYABLE.has(sqlState(error) ?? '');

/** Whether the connection is broken, so that it must not return to the pool. */
export const isConnectionLost = (error: unknown): boolean => {
  const state = sqlState(error);
  if (state) return UNAVAILABLE.test(state);
  // The code is tested as well, because a host with two addresses fails with an AggregateError
  // without a message. The test doesn't use `instanceof`: Node's errors may come from another
  // realm.
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return CONNECTION_BROKEN.test(`${String(code)} ${String(message)}`);
};

/**
 * Whether a statement violated a unique constraint (23505).
 *
 * @param constraint the name of the index
 */
export const isUniqueViolation = (error: unknown, constraint: string): boolean =>
  sqlState(error) === '23505' && (error as { constraint?: unknown }).constraint === constraint;

/**
 * Translates an error of the database into one that the client can act on.
 *
 * @param committing whether COMMIT was sent and not answered. The outcome is unknown then, and
 *   a retry with the same idempotency key finds it out: the stored answer commits with the
 *   effect.
 * @returns a DomainError DATABASE_UNAVAILABLE or OUTCOME_UNKNOWN; any other error unchanged
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
