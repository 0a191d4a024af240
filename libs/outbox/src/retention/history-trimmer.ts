import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#database';

/** Any fixed number: one process at a time deletes, and the others have nothing to wait for. */
const TRIM_LOCK = 7_014_003;

const OLD = `
  SELECT id, time FROM outbox
  WHERE time < $1 AND (time, id) > ($2::timestamptz, $3::uuid)
  ORDER BY time, id LIMIT $4`;

/**
 * The beginning of each stream that these events are in, up to the last of them. `time` is
 * not commit order: an event may be older than one before it in the stream. So what is
 * deleted ends before the first event that is young, and the rest stays gapless. The
 * sub-select keeps the planner from joining all young events; MATERIALIZED from asking it
 * anew for each row that is compared (measured: minutes instead of milliseconds); the
 * bound keeps a stream whose times run backwards from being deleted by one statement. Rows
 * are looked up stream by stream (OFFSET 0), else the whole mailbox is read for each batch;
 * they are never updated, so their ctid holds for the statement.
 */
const DELETE_BEGINNINGS = `
  WITH touched AS (
    SELECT stream, max(seq) AS last FROM mailbox
    WHERE outbox_id = ANY ($1::uuid[]) GROUP BY stream
  ), reach AS MATERIALIZED (
    SELECT t.stream, least(t.last, $3 - 1 +
      (SELECT min(seq) FROM mailbox WHERE stream = t.stream)) AS last
    FROM touched t
  ), beginning AS MATERIALIZED (
    SELECT r.stream, coalesce((
      SELECT m.seq - 1 FROM mailbox m
      WHERE m.stream = r.stream AND m.seq <= r.last
        AND (SELECT o.time FROM outbox o WHERE o.id = m.outbox_id) >= $2
      ORDER BY m.seq LIMIT 1), r.last) AS last
    FROM reach r
  ), gone AS (
    DELETE FROM mailbox WHERE ctid = ANY (ARRAY(
      SELECT d.ctid FROM beginning b CROSS JOIN LATERAL (
        SELECT m.ctid FROM mailbox m WHERE m.stream = b.stream AND m.seq <= b.last OFFSET 0) d))
    RETURNING 1
  )
  SELECT count(*)::int AS count FROM gone`;

/** An event goes when nobody's stream has it any more. */
const DELETE_EVENTS = `
  WITH gone AS (
    DELETE FROM outbox o WHERE o.id = ANY ($1::uuid[])
      AND NOT EXISTS (SELECT FROM mailbox m WHERE m.outbox_id = o.id)
    RETURNING 1
  )
  SELECT count(*)::int AS count FROM gone`;

/** How far a round has got, in the order of time; what it left standing is behind it. */
export interface TrimPosition {
  time: Date | string;
  id: string;
}

export interface TrimmedBatch {
  /** Rows of `outbox`. */
  events: number;
  /** Rows of `mailbox`. */
  deliveries: number;
  /** Where the next batch goes on; null when nothing old is left, or somebody else is at it. */
  next: TrimPosition | null;
}

/** Before everything. */
export const TRIM_START: TrimPosition = {
  time: '-infinity',
  id: '00000000-0000-0000-0000-000000000000',
};

/**
 * Deletes history that is older than its retention: of each stream a beginning, so that
 * what remains has no holes. Heads stay for ever, so numbers go on where they were, and a
 * cursor from before is told `history_trimmed`. No lock is taken that a writer or a
 * reader needs.
 */
@Injectable()
export class HistoryTrimmer {
  constructor(private readonly transactions: Transactions) {}

  /** The time before which events are old, by the database's clock. */
  async readCutoff(retentionSeconds: number): Promise<Date> {
    const [row] = await this.transactions.query<{ at: Date }>(
      'SELECT clock_timestamp() - make_interval(secs => $1) AS at',
      [retentionSeconds],
    );
    if (!row) throw new Error('The database did not tell the time.');
    return row.at;
  }

  /** Seconds since the oldest event that is still there; 0 when there is none. */
  async readOldestAgeSeconds(): Promise<number> {
    const [row] = await this.transactions.query<{ age: number }>(
      `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(time)), 0)::float8 AS age
       FROM outbox`,
    );
    return Math.max(0, row?.age ?? 0);
  }

  /**
   * One short transaction. Any number of processes may call it.
   *
   * @param limit most events that are looked at
   */
  trim(cutoff: Date, after: TrimPosition, limit: number): Promise<TrimmedBatch> {
    return this.transactions.run(async (tx) => {
      if (!(await tryLock(tx))) return NOTHING;
      const old = await tx.query<TrimPosition>(OLD, [cutoff, after.time, after.id, limit]);
      const ids = old.map(({ id }) => id);
      if (ids.length === 0) return NOTHING;
      const deliveries = await queryCount(tx, DELETE_BEGINNINGS, [ids, cutoff, limit]);
      const events = await queryCount(tx, DELETE_EVENTS, [ids]);
      const next = old.length < limit ? null : (old.at(-1) ?? null);
      return { events, deliveries, next };
    });
  }
}

const NOTHING: TrimmedBatch = { events: 0, deliveries: 0, next: null };

async function tryLock(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS held', [
    TRIM_LOCK,
  ]);
  return row?.held ?? false;
}

async function queryCount(tx: Transaction, sql: string, parameters: unknown[]): Promise<number> {
  const [row] = await tx.query<{ count: number }>(sql, parameters);
  return row?.count ?? 0;
}
