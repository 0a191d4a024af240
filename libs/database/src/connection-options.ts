/**
 * Time limits in milliseconds; 0 means no limit. By default pg has none, so a query whose
 * packets are lost would hang.
 */
export interface Timeouts {
  connect: number;
  /**
   * The client stops waiting for an answer. This limit is above `statement`, because Postgres
   * keeps the connection usable when it ends a statement itself.
   */
  query: number;
  /** Postgres ends the statement (`statement_timeout`). */
  statement: number;
  /** Postgres ends a wait for a lock (`lock_timeout`). */
  lock: number;
  /**
   * Postgres ends a session that idles in a transaction (`idle_in_transaction_session_timeout`).
   */
  idleInTransaction: number;
}

/** The limits for commands and reads. A client gets its answer within them. */
const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 3_000,
  query: 7_000,
  statement: 6_000,
  lock: 5_000,
  idleInTransaction: 10_000,
};

/**
 * The options of every connection that the server opens: those of the pool, the tail and the
 * engine.
 */
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
