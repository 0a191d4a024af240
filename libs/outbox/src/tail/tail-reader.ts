import { Client } from 'pg';
import { connectionOptions } from '#database';
import type { CommittedEvent } from './committed-event.js';

/** The channel on which a process announces a commit to the other processes. */
const CHANNEL = 'tripstream_outbox';

/**
 * Reads the events that became visible since the previous snapshot: those of transactions that
 * began after it, and those of transactions that were running then (ADR 0002). It never skips a
 * late commit and never reads an event twice, and an open transaction delays only its own events.
 * The new snapshot is that of this statement, and bounds the ids above: a dump that was restored
 * into a younger cluster brings ids that this cluster hasn't assigned yet. The sort is outside of the CTE: inside, the planner
 * would use the index on `time` and walk through the whole history.
 */
const READ = {
  name: 'outbox-tail',
  text: `
  WITH visible AS MATERIALIZED (
    SELECT * FROM outbox WHERE day >= $3::date AND xid >= pg_snapshot_xmax($1::pg_snapshot)
      AND xid < pg_snapshot_xmax(pg_current_snapshot())
    UNION ALL
    SELECT * FROM outbox WHERE day >= $3::date
      AND xid = ANY (ARRAY(SELECT pg_snapshot_xip($1::pg_snapshot)))
    LIMIT $2
  )
  SELECT s.snapshot, s.position, s."fromDay", e.id, e.type, e.subject, e.time, e.event::text AS json,
    e.traceparent,
    (SELECT coalesce(json_agg(json_build_object('stream', m.stream, 'seq', m.seq)), '[]')
     FROM mailbox m WHERE m.outbox_id = e.id AND m.day = e.day AND m.day >= $3::date) AS deliveries
  FROM (SELECT pg_current_snapshot()::text AS snapshot,
    pg_current_wal_flush_lsn()::text AS position,
    ((now() AT TIME ZONE 'UTC')::date - 1)::text AS "fromDay") s
  LEFT JOIN visible e ON true
  ORDER BY e.time, e.id`,
};

/**
 * Gives restored events the id 0, which every snapshot has behind it. A visible event whose id
 * this cluster hasn't assigned yet belongs to another cluster; when the counter reaches its id,
 * the tail would emit it a second time. `0` is below the first normal id.
 */
const NEUTRALISE = `
  WITH foreign_ids AS (
    UPDATE outbox SET xid = '0' WHERE id IN (
      SELECT id FROM outbox WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())
      LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING 1
  )
  SELECT count(*)::int AS count FROM foreign_ids`;

/**
 * Settings of this connection. Sequential scans are off because the statistics do not cover the
 * newest rows. The plan is generic because planning takes longer than reading. The commit is
 * asynchronous because the connection writes only hints, which need not survive a power failure.
 */
const SESSION = `
  SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
  SET synchronous_commit = off; LISTEN ${CHANNEL}`;

/** Milliseconds. They are short: all events wait for the tail, and a new connection is cheap. */
const TIMEOUTS_MS = { connect: 2_000, query: 3_000 };

type Row = { snapshot: string; position: string; fromDay: string } & (
  CommittedEvent | { id: null }
);

/** How far the tail has read. */
export interface TailPosition {
  /** The snapshot of the read (`pg_snapshot`). */
  snapshot: string;
  /** The position up to which the write-ahead log was durable then (`pg_lsn`). */
  position: string | null;
}

export interface TailBatch {
  events: CommittedEvent[];
  /** True if more than the limit became visible; `events` is empty then, and subscribers heal. */
  overflowed: boolean;
}

/**
 * The connection of the tail. It reads committed events and listens for hints of other processes.
 */
export class TailReader {
  protected readonly client: Client;
  private readonly lost = new AbortController();
  /**
   * The oldest partition in which an event can have become visible since the last read: that of the
   * day before, because a transaction lasts seconds. The first read of a connection reads them all.
   */
  private fromDay = '-infinity';

  /**
   * @param url of the database
   * @param onHint called when another process announces a commit
   * @param applicationName names the session in `pg_stat_activity`
   */
  constructor(url: string, onHint: () => void, applicationName = 'tripstream-tail') {
    this.client = new Client(connectionOptions(url, applicationName, TIMEOUTS_MS));
    // Without a handler a terminated backend would end the process.
    this.client.on('error', (error) => {
      this.lost.abort(error);
    });
    this.client.on('end', () => {
      this.lost.abort(new Error('The tail connection ended.'));
    });
    this.client.on('notification', ({ processId }) => {
      if (processId !== this.processId) onHint();
    });
  }

  /** Aborted when the connection is lost. */
  get lostSignal(): AbortSignal {
    return this.lost.signal;
  }

  async connect(): Promise<void> {
    await this.client.connect();
    await this.client.query(SESSION);
  }

  /** Returns a snapshot that precedes every later commit. */
  async readSnapshot(): Promise<string> {
    const { rows } = await this.client.query<{ snapshot: string }>(
      'SELECT pg_current_snapshot()::text AS snapshot',
    );
    return rows[0]?.snapshot ?? '';
  }

  /**
   * @param since the previous snapshot
   * @param limit the most events in one batch; above it the batch is empty and `overflowed`
   */
  async read(since: string, limit: number): Promise<TailBatch & TailPosition> {
    const { rows } = await this.client.query<Row>({
      ...READ,
      values: [since, limit + 1, this.fromDay],
    });
    this.fromDay = rows[0]?.fromDay ?? this.fromDay;
    const events = rows.filter((row): row is Row & CommittedEvent => row.id !== null);
    const overflowed = events.length > limit;
    return {
      events: overflowed ? [] : events,
      overflowed,
      snapshot: rows[0]?.snapshot ?? since,
      position: rows[0]?.position ?? null,
    };
  }

  /**
   * Neutralises the transaction ids of events that were restored from another cluster.
   *
   * @param limit the most events at a time
   * @returns the number of events that were changed; below `limit` none is left
   */
  async neutraliseForeignIds(limit: number): Promise<number> {
    const { rows } = await this.client.query<{ count: number }>(NEUTRALISE, [limit]);
    return rows[0]?.count ?? 0;
  }

  /**
   * Wakes the tails of other processes. It runs outside of business transactions, because a NOTIFY
   * in a transaction serialises the commits.
   */
  async sendHint(): Promise<void> {
    await this.client.query(`NOTIFY ${CHANNEL}`);
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  private get processId(): number {
    return (this.client as unknown as { processID: number }).processID;
  }
}
