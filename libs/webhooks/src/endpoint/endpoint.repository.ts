import { Injectable } from '@nestjs/common';
import type { StoredPosition } from '#outbox';
import { Transactions, type Transaction } from '#database';
import { PLACE } from '../delivery/lease-store.js';
import type { EndpointRow } from './endpoint-view.js';

/** The key of the advisory lock under which endpoints are counted and registered. */
const REGISTRATION_LOCK = 7_014_028;

const COLUMNS = `e.id, e.url, e.events, e.description, e.state, e.pause_reason AS "pauseReason",
  e.paused_at AS "pausedAt", e.position, e.from_day::text AS "fromDay",
  e.history_lost_at AS "historyLostAt", e.created_at AS "createdAt",
  CASE WHEN e.previous_secret_until > clock_timestamp() THEN e.previous_secret_until END
    AS "previousSecretUntil",
  e.place <> ${PLACE} AS "isMoved",
  (SELECT count(*)::int FROM webhook_delivery d WHERE d.endpoint_id = e.id) AS "pendingEvents",
  (SELECT min(d.event_at) FROM webhook_delivery d WHERE d.endpoint_id = e.id)
    AS "oldestPendingAt"`;

const FIND = `SELECT ${COLUMNS} FROM webhook_endpoint e WHERE e.id = $1`;
const LOCK = `SELECT id FROM webhook_endpoint WHERE id = $1 FOR NO KEY UPDATE`;
const LIST = `SELECT ${COLUMNS} FROM webhook_endpoint e ORDER BY e.id`;
const COUNT = 'SELECT count(*)::int AS count FROM webhook_endpoint';

const INSERT = `INSERT INTO webhook_endpoint (id, url, events, description, state, secret, position,
    from_day, since, position_at, place, created_at)
  VALUES ($1, $2, $3::text[], $4, 'active', $5, $6, $7::date, $8,
    coalesce($9::timestamptz, clock_timestamp()), ${PLACE}, clock_timestamp())`;

const CHANGE = `UPDATE webhook_endpoint SET url = coalesce($2, url),
  events = coalesce($3::text[], events), description = coalesce($4, description) WHERE id = $1`;

const ROTATE = `UPDATE webhook_endpoint SET previous_secret = secret,
    previous_secret_until = clock_timestamp() + make_interval(secs => $3), secret = $2
  WHERE id = $1 RETURNING previous_secret_until AS until`;

/** The window is emptied and what is in flight is void: the history is read from the position on. */
const SEEK = `UPDATE webhook_endpoint SET position = $2, from_day = $3::date, since = $4,
    position_at = coalesce($5::timestamptz, clock_timestamp()), place = ${PLACE},
    generation = generation + 1, history_lost_at = NULL
  WHERE id = $1`;

const RESUME = `UPDATE webhook_endpoint SET state = 'active', pause_reason = NULL, paused_at = NULL
  WHERE id = $1`;

/** The attempts are counted anew. */
const FORGET_TRIES = `UPDATE webhook_delivery SET tries = 0, next_try_at = NULL
  WHERE endpoint_id = $1 AND (tries > 0 OR next_try_at IS NOT NULL)`;

/** Where an endpoint begins in the history. */
export interface EndpointStart extends StoredPosition {
  /** Events before it are left out; null: none are. */
  since: Date | null;
  /** Every event that had committed then is behind the position; null: all that have by now. */
  at: Date | null;
}

/** An endpoint that is registered. */
export interface NewEndpoint {
  id: string;
  url: string;
  events: string[];
  description: string;
  /** Sealed. */
  secret: string;
  start: EndpointStart;
}

/** The table of endpoints, for the commands of operators. */
@Injectable()
export class EndpointRepository {
  constructor(private readonly transactions: Transactions) {}

  list(): Promise<EndpointRow[]> {
    return this.transactions.query<EndpointRow>(LIST);
  }

  async find(id: string): Promise<EndpointRow | null> {
    const [row] = await this.transactions.query<EndpointRow>(FIND, [id]);
    return row ?? null;
  }

  async findIn(tx: Transaction, id: string): Promise<EndpointRow | null> {
    const [row] = await tx.query<EndpointRow>(FIND, [id]);
    return row ?? null;
  }

  /** @returns the endpoint, which no other command changes until the end; null if there is none */
  async lock(tx: Transaction, id: string): Promise<EndpointRow | null> {
    const [locked] = await tx.query(LOCK, [id]);
    return locked ? this.findIn(tx, id) : null;
  }

  /** Counts the endpoints, while no other transaction registers one. */
  async countExclusively(tx: Transaction): Promise<number> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [REGISTRATION_LOCK]);
    const [row] = await tx.query<{ count: number }>(COUNT);
    return row?.count ?? 0;
  }

  async insert(tx: Transaction, endpoint: NewEndpoint): Promise<void> {
    const { id, url, events, description, secret, start } = endpoint;
    const { position, fromDay, since, at } = start;
    const values = [id, url, events, description, secret, position, fromDay, since, at];
    await tx.query(INSERT, values);
  }

  async change(
    tx: Transaction,
    id: string,
    change: { url?: string; events?: string[]; description?: string },
  ): Promise<void> {
    const { url = null, events = null, description = null } = change;
    await tx.query(CHANGE, [id, url, events, description]);
  }

  /** @returns until when the previous secret signs too */
  async rotate(
    tx: Transaction,
    id: string,
    { secret, overlapSeconds }: { secret: string; overlapSeconds: number },
  ): Promise<Date> {
    const [row] = await tx.query<{ until: Date }>(ROTATE, [id, secret, overlapSeconds]);
    if (!row) throw new Error('The endpoint is gone, although it was locked.');
    return row.until;
  }

  async seek(tx: Transaction, id: string, start: EndpointStart): Promise<void> {
    await tx.query('DELETE FROM webhook_delivery WHERE endpoint_id = $1', [id]);
    await tx.query(SEEK, [id, start.position, start.fromDay, start.since, start.at]);
  }

  async resume(tx: Transaction, id: string): Promise<void> {
    await tx.query(FORGET_TRIES, [id]);
    await tx.query(RESUME, [id]);
  }

  async delete(tx: Transaction, id: string): Promise<void> {
    for (const table of ['webhook_delivery', 'webhook_attempt']) {
      await tx.query(`DELETE FROM ${table} WHERE endpoint_id = $1`, [id]);
    }
    await tx.query('DELETE FROM webhook_endpoint WHERE id = $1', [id]);
  }
}
