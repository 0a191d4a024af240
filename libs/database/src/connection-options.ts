/** Milliseconds. pg has no timeouts by default: a black-holed query would hang for ever. */
const CONNECT_TIMEOUT = 5_000;
const QUERY_TIMEOUT = 15_000;
const STATEMENT_TIMEOUT = 10_000;
const LOCK_TIMEOUT = 5_000;
const IDLE_IN_TRANSACTION_TIMEOUT = 10_000;

/** Options every connection of ours is opened with, whoever opens it (pool, tail, engine). */
export const connectionOptions = (url: string, applicationName: string) => ({
  connectionString: url,
  application_name: applicationName,
  connectionTimeoutMillis: CONNECT_TIMEOUT,
  query_timeout: QUERY_TIMEOUT,
  statement_timeout: STATEMENT_TIMEOUT,
  lock_timeout: LOCK_TIMEOUT,
  idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT,
  keepAlive: true,
});
