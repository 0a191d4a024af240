import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Transactions } from '#database';
import { Settings } from '#platform';
import type { LeasedEndpoint, QueuedDelivery } from './leased-endpoint.js';

/** Seconds. A process that was killed is replaced after this time. */
export const LEASE_SECONDS = 10;

/**
 * Identifies the database. Another one is a copy, or was restored from a dump: its transaction ids
 * can't be compared with a position, and it may not be the one that is meant to deliver. A standby
 * that was promoted has the same.
 */
export const PLACE = `((SELECT system_identifier::text FROM pg_control_system()) || '/' ||
  (SELECT oid::text FROM pg_database WHERE datname = current_database()) || '/' ||
  'history'::regclass::oid::text)`;

/** As the retention drops: whole days, or with a retention of less than a day, single events. */
const MAY_MISS_HISTORY = `(CASE WHEN $3 >= 86400
    THEN (e.position_at AT TIME ZONE 'UTC')::date
      < ((clock_timestamp() - make_interval(secs => $3)) AT TIME ZONE 'UTC')::date
    ELSE e.position_at < clock_timestamp() - make_interval(secs => $3) END
  AND coalesce(e.history_lost_at < clock_timestamp() - interval '1 hour', true))`;

/**
 * The renewal waits for the locks on the endpoints of this process, which its own writes of results
 * hold most of the time under load. What another process claims at this moment is skipped.
 */
const CLAIM = `
  WITH free AS MATERIALIZED (
    SELECT id FROM (SELECT id FROM webhook_endpoint WHERE state = 'active' AND owner = $1
      ORDER BY id FOR NO KEY UPDATE) own
    UNION ALL
    SELECT id FROM (SELECT id FROM webhook_endpoint
      WHERE state = 'active' AND owner IS DISTINCT FROM $1
        AND (owner IS NULL OR leased_until < clock_timestamp())
      ORDER BY id FOR NO KEY UPDATE SKIP LOCKED) others)
  UPDATE webhook_endpoint e
  SET owner = $1, leased_until = clock_timestamp() + make_interval(secs => $2),
    fence = e.fence + CASE WHEN e.owner = $1 AND e.leased_until >= clock_timestamp()
      THEN 0 ELSE 1 END
  FROM free WHERE e.id = free.id
  RETURNING e.id, e.url, e.events, e.secret, e.position, e.from_day::text AS "fromDay",
    CASE WHEN e.previous_secret_until > clock_timestamp() THEN e.previous_secret END
      AS "previousSecret",
    e.since, e.generation, e.fence, e.next_number AS "nextNumber", ${MAY_MISS_HISTORY} AS "mayMissHistory"`;

const STILL_MINE = `SELECT id FROM webhook_endpoint
  WHERE id = ANY($1::uuid[]) AND owner = $2 AND state = 'active'`;

const RELEASE = `UPDATE webhook_endpoint SET leased_until = clock_timestamp() WHERE owner = $1`;

const FIND_MOVED = `SELECT id FROM webhook_endpoint WHERE state = 'active' AND place <> ${PLACE}`;

const READ_WINDOW = `
  SELECT number::float8 AS number, event_id AS "eventId", day::text AS day, type, subject,
    event_at AS "eventAt", tries,
    greatest(0, coalesce(extract(epoch FROM next_try_at - clock_timestamp()), 0) * 1000)::float8
      AS "waitMs"
  FROM webhook_delivery WHERE endpoint_id = $1 ORDER BY number`;

/**
 * Leases of endpoints. One process at a time delivers to an endpoint: it renews its lease, and
 * another process takes over when the lease has expired.
 */
@Injectable()
export class LeaseStore {
  /** Names this process. */
  private readonly owner = randomUUID();

  constructor(
    private readonly transactions: Transactions,
    private readonly settings: Settings,
  ) {}

  /** Renews the leases of this process and takes those that are free. */
  claim(): Promise<LeasedEndpoint[]> {
    const { retentionSeconds } = this.settings.history;
    return this.transactions.query<LeasedEndpoint>(CLAIM, [
      this.owner,
      LEASE_SECONDS,
      retentionSeconds,
    ]);
  }

  /** @returns those of the endpoints that are active and leased by this process */
  async findMine(endpointIds: readonly string[]): Promise<Set<string>> {
    if (endpointIds.length === 0) return new Set();
    const rows = await this.transactions.query<{ id: string }>(STILL_MINE, [
      endpointIds,
      this.owner,
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Ends all leases of this process, so that another one takes over at once. */
  async release(): Promise<void> {
    await this.transactions.query(RELEASE, [this.owner]);
  }

  /** Returns the active endpoints whose position belongs to another database. */
  async findMoved(): Promise<string[]> {
    const rows = await this.transactions.query<{ id: string }>(FIND_MOVED);
    return rows.map(({ id }) => id);
  }

  /** Reads the window of an endpoint in order; `waitMs` is how long until the next attempt. */
  readWindow(endpointId: string): Promise<(QueuedDelivery & { waitMs: number })[]> {
    return this.transactions.query(READ_WINDOW, [endpointId]);
  }
}
