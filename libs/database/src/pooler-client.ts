import type { ClientConfig, QueryResult } from 'pg';
import type { DataSource } from 'typeorm';
import type { Timeouts } from './connection-options.js';
import { BEGIN, ErrorHandlingClient } from './error-handling-client.js';

/**
 * Statements whose effect stays in the session after the transaction. Through a pooler the next
 * client would have it: another one's time-outs, or a lock that stays.
 */
const NEEDS_SESSION =
  /^\s*(SET\s+(?!LOCAL|TRANSACTION|CONSTRAINTS)|LISTEN|PREPARE)|pg_(try_)?advisory_(lock|unlock)|set_config\([^)]*false\s*\)/i;

type TransactionLimits = Pick<Timeouts, 'statement' | 'lock' | 'idleInTransaction'>;

/**
 * A client for a transaction pooler such as PgBouncer, which gives each transaction another
 * session of the server. No state may stay in a session, because the next transaction in it
 * belongs to another client:
 *
 * - a transaction sets its time limits with SET LOCAL, in the round trip that begins it;
 * - a statement whose effect would stay in the session is refused;
 * - a statement has no name, because the session that knows the name may not be the next one.
 *
 * The client does this itself, so that no caller can forget it.
 */
export class PoolerClient extends ErrorHandlingClient {
  private readonly limits: string;

  constructor(config: ClientConfig & { transactionLimits: TransactionLimits }) {
    super(config);
    const { statement, lock, idleInTransaction } = config.transactionLimits;
    this.limits = `SET LOCAL statement_timeout = ${statement};
      SET LOCAL lock_timeout = ${lock};
      SET LOCAL idle_in_transaction_session_timeout = ${idleInTransaction}`;
    this.query = this.sessionless(this.query.bind(this)) as typeof this.query;
  }

  /** The next transaction has another session, which doesn't know what this one has prepared. */
  override begin(text: string): Promise<unknown> {
    return this.query(text);
  }

  private sessionless(query: Query): Query {
    return (statement, ...rest) => {
      if (typeof statement === 'string' && statement.startsWith(BEGIN)) {
        return query(`${statement}; ${this.limits}`).then(first);
      }
      const refusal = refuse(statement);
      if (refusal) return Promise.reject(refusal);
      return query(withoutName(statement), ...rest);
    };
  }
}

type Query = (statement: unknown, ...rest: unknown[]) => Promise<unknown>;

function refuse(statement: unknown): Error | undefined {
  const text: unknown =
    typeof statement === 'string' ? statement : (statement as { text?: unknown } | null)?.text;
  if (typeof text !== 'string' || !NEEDS_SESSION.test(text)) return undefined;
  return new Error(`A statement that needs a session can't run through a pooler: ${text}`);
}

/** Several statements in one string have several results. */
function first(results: unknown): unknown {
  return (results as QueryResult[])[0];
}

function withoutName(statement: unknown): unknown {
  if (typeof statement !== 'object' || statement === null || !('name' in statement)) {
    return statement;
  }
  return { ...statement, name: undefined };
}

/** Whether a data source reaches its database through a pooler. */
export function usesPooler({ options }: DataSource): boolean {
  const { extra } = options as { extra?: { Client?: unknown } };
  return extra?.Client === PoolerClient;
}
