import { DomainError } from '#platform';

/** SQLSTATEs after which the same transaction may succeed when it runs again. */
const RETRYABLE = new Set(['40001', '40P01']);

/**
 * SQLSTATEs after which the connection is of no use and another one may be (PostgreSQL manual,
 * appendix A): class 08 (connection), 57P0x (shutdown, start, crash), 53300 (too many clients),
 * 25P0x (an idle time-out ended the session), 25006 (the server is a standby or read-only: a
 * failover has made it so), and 28xxx and 3D000, which a server gives while it is being restored.
 */
const CONNECTION_UNUSABLE = /^(08...|57P..|53300|25P0[0-9]|25006|28...|3D000)$/;

/**
 * SQLSTATEs of a server that can't do the work now, on a connection that stays good: 53xxx (disk
 * full, out of memory), 58xxx (input or output failed), 42501 (the server may not write its own
 * file on a read-only file system, or the role has lost a right), and 55P03 and 57014 (a lock or
 * a statement took too long).
 */
const SERVER_BUSY = /^(53...|58...|42501|55P03|57014)$/;

/** SQLSTATE lock_not_available: the wait for a lock exceeded `lock_timeout`. */
const LOCK_NOT_AVAILABLE = '55P03';

/** A lock stayed with another session. Of a command `CommandAdmission` says so with a 409. */
export class LockTimeout extends DomainError {
  constructor() {
    super('DATABASE_UNAVAILABLE', 'The database is busy. Nothing was changed; retry.');
  }
}

/** System calls that fail when a host can't be found or reached, or a connection breaks. */
const NETWORK_CALL = /^(connect|getaddrinfo|query[A-Z]+|read|write|shutdown)$/;

/** The messages of pg, its pool and TypeORM for a broken connection. These errors have no code. */
const CONNECTION_BROKEN =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|^timeout expired$|query read timeout|client has encountered a connection error|client was closed|not queryable|query runner already released|server closed the connection|driver not connected|connection ended/i;

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
  if (state) return CONNECTION_UNUSABLE.test(state) || isUnloggedOnStandby(error);
  return isNetworkError(error) || CONNECTION_BROKEN.test(messageOf(error));
};

/**
 * Whether a standby was asked for an unlogged table, such as that of the positions: a failover is
 * under way. SQLSTATE 0A000 has other causes too. The function that reports this one is part of
 * the error message protocol (field `R`), and has the same name in every language.
 */
const isUnloggedOnStandby = (error: unknown): boolean =>
  sqlState(error) === '0A000' && (error as { routine?: unknown }).routine === 'get_relation_info';

/**
 * Whether the system could not find, reach or keep a peer, judged by the shape of Node's
 * SystemError and not by a list of codes: ENOTFOUND, EAI_AGAIN, EHOSTUNREACH, ENETUNREACH,
 * ECONNABORTED and their like all carry the system call that failed. A host with several
 * addresses fails with an AggregateError of such errors. The test doesn't use `instanceof`:
 * Node's errors may come from another realm.
 */
function isNetworkError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { syscall, code, errors, path } = error as Partial<Record<string, unknown>>;
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isNetworkError);
  if (typeof code !== 'string' || !/^E[A-Z0-9_]+$/.test(code)) return false;
  // A file has a path and no address; a Unix socket is reached by `connect`.
  if (path !== undefined && syscall !== 'connect') return false;
  return typeof syscall === 'string' ? NETWORK_CALL.test(syscall) : SOCKET_CODE.test(code);
}

/** Codes of sockets that come without a system call, for example from a destroyed TLS socket. */
const SOCKET_CODE = /^E(CONN|HOST|NET|PIPE|TIMEDOUT|AI_|ADDR|NOTFOUND|SOCKET)/;

function messageOf(error: unknown): string {
  const message: unknown = (error as { message?: unknown } | null)?.message;
  return typeof message === 'string' ? message : '';
}

/** Whether a statement violated a unique constraint (23505). @param constraint the name of the index */
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
  const state = sqlState(error) ?? '';
  if (state === LOCK_NOT_AVAILABLE) return new LockTimeout();
  if (isRetryable(error) || SERVER_BUSY.test(state)) {
    return new DomainError(
      'DATABASE_UNAVAILABLE',
      `${describeBusy(state)} Nothing was changed; retry.`,
    );
  }
  return error;
}

function describeBusy(state: string): string {
  return /^(53|58|42)/.test(state)
    ? "The database has no room or can't write."
    : 'The database is busy.';
}
