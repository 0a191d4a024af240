/** Milliseconds; 0 waits for ever. pg has no timeouts by default: a black-holed query would hang. */
export interface Timeouts {
  connect: number;
  /** Our side gives up waiting for an answer. Above `statement`, which is the kinder end. */
  query: number;
  /** Postgres ends the statement. */
  statement: number;
  lock: number;
  idleInTransaction: number;
}

/** For commands and reads: nobody waits longer than this for an answer of ours. */
const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 3_000,
  query: 7_000,
  statement: 6_000,
  lock: 5_000,
  idleInTransaction: 10_000,
};

/** Options every connection of ours is opened with, whoever opens it (pool, tail, engine). */
export function connectionOptions(
  url: string,
  applicationName: string,
  patience: Partial<Timeouts> = {},
) {
  const { connect, query, statement, lock, idleInTransaction } = {
    ...DEFAULT_TIMEOUTS,
    ...patience,
  };
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: connect,
    query_timeout: query,
    statement_timeout: statement,
    lock_timeout: lock,
    idle_in_transaction_session_timeout: idleInTransaction,
    keepAlive: true,
  };
}
