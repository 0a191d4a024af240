import { SettingsError } from '#platform';

/**
 * Time limits in milliseconds; 0 means no limit. By default pg has none, so a query whose
 * packets are lost would hang.
 */
export interface Timeouts {
  /** For a new connection. `connect_timeout` in the URL replaces the default. */
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

/**
 * The limits for commands and reads. A client gets its answer within them. A wait for a lock is
 * short, because it holds a connection; see `CommandAdmission`.
 */
export const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 3_000,
  query: 7_000,
  statement: 6_000,
  lock: 2_000,
  idleInTransaction: 10_000,
};

/**
 * Parameters of a URL that would replace the time limits and the name of a connection: pg lets
 * the URL win. The name is that of `pg_stat_activity`, by which the server finds its sessions.
 */
export const OWN_PARAMETERS = [
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'query_timeout',
  'connectionTimeoutMillis',
  'application_name',
];

/**
 * The options of every direct connection that the server opens: those of the pool, the tail and
 * the engine. The limits are start-up parameters, which win over `options` in the URL.
 */
export function connectionOptions(
  url: string,
  applicationName: string,
  patience: Partial<Timeouts> = {},
) {
  const { statement, lock, idleInTransaction } = { ...DEFAULT_TIMEOUTS, ...patience };
  return {
    ...pooledConnectionOptions(url, applicationName, patience),
    statement_timeout: limit(statement),
    lock_timeout: limit(lock),
    idle_in_transaction_session_timeout: limit(idleInTransaction),
  };
}

/**
 * The options of a connection that may lead to a transaction pooler. PgBouncer refuses time
 * limits as start-up parameters; the transactions set their own (see `PoolerClient`).
 */
export function pooledConnectionOptions(
  url: string,
  applicationName: string,
  patience: Partial<Timeouts> = {},
) {
  const { query, statement, lock, idleInTransaction } = { ...DEFAULT_TIMEOUTS, ...patience };
  return {
    connectionString: withoutOwnParameters(url),
    application_name: applicationName,
    connectionTimeoutMillis: patience.connect ?? connectLimit(url),
    query_timeout: query,
    transactionLimits: { statement, lock, idleInTransaction },
    keepAlive: true,
  };
}

function connectLimit(url: string): number {
  const seconds = readConnectSeconds(url);
  return seconds === undefined ? DEFAULT_TIMEOUTS.connect : seconds * 1_000;
}

/** The most seconds that `connect_timeout` in a URL may give a connection. */
const MOST_CONNECT_SECONDS = 300;

/**
 * The parameter `connect_timeout` of the URL, which libpq knows and pg does not (PostgreSQL,
 * "Parameter Key Words"): seconds.
 * @returns undefined when the URL has no such parameter
 * @throws SettingsError unless the value is a whole number from 1 to 300
 */
function readConnectSeconds(url: string): number | undefined {
  const text = URL.canParse(url) ? new URL(url).searchParams.get('connect_timeout') : null;
  if (text === null) return undefined;
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= MOST_CONNECT_SECONDS) return seconds;
  throw new SettingsError(
    `connect_timeout=${text} in the database URL: give whole seconds from 1 to ${MOST_CONNECT_SECONDS}.`,
  );
}

/** pg leaves the number 0 out; a limit of the role or of `options` would be in force then. */
function limit(milliseconds: number): number {
  return String(milliseconds) as unknown as number;
}

function withoutOwnParameters(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  const present = OWN_PARAMETERS.filter((name) => parsed.searchParams.has(name));
  if (present.length === 0) return url;
  for (const name of present) parsed.searchParams.delete(name);
  return parsed.href;
}
