import { Client } from 'pg';
import { connectionOptions } from './connection-options.js';

/** Every process with the database has these sessions beside its pool: tail and engine. */
const OWN_SESSIONS = ['tripstream-tail', 'tripstream-engine'] as const;
/** With `NATS_URL` there is one more. */
const RELAY_SESSIONS = 1;

/** What one process takes. */
export interface ConnectionNeed {
  /** `DATABASE_POOL_SIZE`; 0 when a pooler is in between, which has connections of its own. */
  poolSize: number;
  /** Whether the process has a relay (`NATS_URL`). */
  hasRelay: boolean;
}

/** What PostgreSQL has, and how many processes share it. */
export interface ConnectionBudget {
  maxConnections: number;
  /** Connections that only superusers and roles with `pg_use_reserved_connections` get. */
  reserved: number;
  /** Processes with a tail on this server, in any database. */
  processes: number;
}

const READ_BUDGET = `
  SELECT current_setting('max_connections')::int AS "maxConnections",
    current_setting('superuser_reserved_connections')::int
      + coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
    (SELECT count(*)::int FROM pg_stat_activity WHERE application_name = $1) AS processes`;

/**
 * Compares the connections of all processes, this one included, with those of PostgreSQL. It assumes
 * that the others have the settings of this one. Call it before this process has a tail.
 *
 * @param url of PostgreSQL itself, not that of a pooler
 * @returns a sentence for the operator; undefined when all fit
 */
export async function findConnectionShortage(
  url: string,
  need: ConnectionNeed,
): Promise<string | undefined> {
  const client = new Client(connectionOptions(url, 'tripstream-check'));
  // Without a handler a terminated backend would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<ConnectionBudget>(READ_BUDGET, [OWN_SESSIONS[0]]);
    const [budget] = rows;
    return budget && describeShortage({ ...budget, processes: budget.processes + 1 }, need);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @returns a sentence for the operator; undefined when all processes fit */
export function describeShortage(
  { maxConnections, reserved, processes }: ConnectionBudget,
  { poolSize, hasRelay }: ConnectionNeed,
): string | undefined {
  const sessions = OWN_SESSIONS.length + (hasRelay ? RELAY_SESSIONS : 0);
  const available = maxConnections - reserved;
  const needed = processes * (poolSize + sessions);
  if (needed <= available) return undefined;
  const largestPool = Math.floor(available / processes) - sessions;
  const advice =
    poolSize > 0 && largestPool > 0
      ? `Set DATABASE_POOL_SIZE to ${largestPool} or less at each, or max_connections to ${needed + reserved} or more`
      : `Set max_connections to ${needed + reserved} or more`;
  return (
    `${processes} processes may take ${needed} connections (each a pool of ${poolSize} and ` +
    `${sessions} sessions of its own), and PostgreSQL has ${available} for them. ${advice}; ` +
    'or serve streams by gateways (ROLE=gateway), which take none.'
  );
}
