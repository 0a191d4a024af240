import { Client } from 'pg';
import { SettingsError } from '#platform';
import {
  OWN_PARAMETERS,
  connectionOptions,
  pooledConnectionOptions,
} from './connection-options.js';
import { findUnusable, type ServerFacts } from './server-requirements.js';

/** What `findUnusable` decides by. A pooler sends the client a process id of its own. */
const READ_FACTS = `
  SELECT current_setting('server_version_num')::int AS "versionNumber",
    current_user AS role, pg_backend_pid() AS pid,
    ARRAY(SELECT f FROM unnest($1::text[]) f WHERE NOT has_function_privilege(f, 'EXECUTE'))
      AS "deniedFunctions"`;

/** The functions that make up the epoch of the history; monitoring tools use them as well. */
const FUNCTIONS = [
  'pg_control_system()',
  'pg_current_wal_lsn()',
  'pg_current_wal_flush_lsn()',
  'pg_walfile_name(pg_lsn)',
];

const READ_IDENTITY = `
  SELECT (SELECT system_identifier::text FROM pg_control_system()) AS cluster,
    (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS database`;

/** SQLSTATE protocol_violation: the answer of PgBouncer to a start-up parameter. */
const PROTOCOL_VIOLATION = '08P01';

/**
 * Checks an external database before the server uses it: its version, that no pooler is where a
 * session is needed, the rights of the role, and that both URLs lead to the same database.
 *
 * @param url `DATABASE_URL`
 * @param directUrl `DATABASE_DIRECT_URL`; undefined when it isn't set
 * @throws SettingsError in one sentence, for the operator
 * @throws Error of pg when the database can't be reached
 */
export async function checkServer(url: string, directUrl: string | undefined): Promise<void> {
  requireNoOwnParameters('DATABASE_URL', url);
  if (directUrl === undefined) {
    await checkDirect('DATABASE_URL', url);
    return;
  }
  requireNoOwnParameters('DATABASE_DIRECT_URL', directUrl);
  const direct = await checkDirect('DATABASE_DIRECT_URL', directUrl);
  const pooled = await readIdentity(pooledConnectionOptions(url, 'tripstream-check'));
  if (direct === pooled) return;
  throw new SettingsError('DATABASE_URL and DATABASE_DIRECT_URL lead to different databases.');
}

/** The server sets these parameters itself; in the URL they would be ignored. */
function requireNoOwnParameters(setting: string, url: string): void {
  if (!URL.canParse(url)) return;
  const { searchParams } = new URL(url);
  const present = OWN_PARAMETERS.find((name) => searchParams.has(name));
  if (present === undefined) return;
  throw new SettingsError(`${setting}: leave ${present} out; the server sets it itself.`);
}

/** @returns the identity of the database */
async function checkDirect(setting: string, url: string): Promise<string> {
  const options = connectionOptions(url, 'tripstream-check');
  try {
    return await withClient(options, async (client) => {
      const problem = findUnusable(await readFacts(client, options));
      if (problem !== undefined) throw new SettingsError(`${setting}: ${problem}`);
      return identify(client);
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== PROTOCOL_VIOLATION) throw error;
    throw new SettingsError(`${setting}: ${findUnusable('pooler') ?? ''}`);
  }
}

async function readFacts(client: Client, options: ClientOptions): Promise<ServerFacts> {
  const facts = await query<ServerFacts & { pid: number }>(client, READ_FACTS, [FUNCTIONS]);
  const { processID } = client as unknown as { processID: number };
  // A proxy may have a process id of its own and still give each client one session.
  const isPooled = processID !== facts.pid && (await sharesSessions(client, options));
  return { ...facts, isPooled };
}

/**
 * Whether two clients can get the same session of the server, one after the other. While the
 * second client holds the session that the first one had, the first one gets another.
 */
async function sharesSessions(client: Client, options: ClientOptions): Promise<boolean> {
  return withClient(options, async (other) => {
    const before = await readPid(client);
    await other.query('BEGIN');
    const held = await readPid(other);
    const after = await readPid(client);
    await other.query('ROLLBACK');
    return held === before || after !== before;
  });
}

type ClientOptions = ReturnType<typeof pooledConnectionOptions>;

async function readIdentity(options: ClientOptions): Promise<string> {
  return withClient(options, identify);
}

async function identify(client: Client): Promise<string> {
  return JSON.stringify(await query(client, READ_IDENTITY));
}

async function readPid(client: Client): Promise<number> {
  return (await query<{ pid: number }>(client, 'SELECT pg_backend_pid() AS pid')).pid;
}

async function query<Row>(client: Client, sql: string, values: unknown[] = []): Promise<Row> {
  const [row] = (await client.query<Row & object>(sql, values)).rows;
  if (row === undefined) throw new Error('The database answered no row.');
  return row;
}

async function withClient<T>(options: ClientOptions, work: (client: Client) => Promise<T>) {
  const client = new Client(options);
  // Without a handler a terminated backend would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
