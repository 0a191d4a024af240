import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#database';
import { TRIM_LOCK } from './trim-lock.js';

const FIND_OLD = `
  SELECT id, time FROM outbox
  WHERE time < $1 AND (time, id) > ($2::timestamptz, $3::uuid)
  ORDER BY time, id LIMIT $4`;

/**
 * Deletes the beginning of each stream that carries one of the given events, up to the last of
 * them. `time` is not in commit order: an event may be older than one before it in the stream. So
 * the deletion ends before the first recent event, and the rest stays gapless.
 *
 * The sub-select keeps the planner from joining all recent events. MATERIALIZED keeps it from
 * evaluating the sub-select for each compared row (measured: minutes instead of milliseconds). The
 * bound $3 keeps one statement from deleting a whole stream whose times run backwards. OFFSET 0
 * makes the planner look up the rows stream by stream; otherwise it reads the whole mailbox for
 * each batch.
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
  ), doomed AS MATERIALIZED (
    SELECT d.* FROM beginning b CROSS JOIN LATERAL (
      SELECT m.stream, m.seq, m.day FROM mailbox m
      WHERE m.stream = b.stream AND m.seq <= b.last OFFSET 0) d
  ), gone AS (
    DELETE FROM mailbox g USING doomed d
    WHERE g.stream = d.stream AND g.seq = d.seq AND g.day = d.day
    RETURNING 1
  )
  SELECT count(*)::int AS count FROM gone`;

/** Each row is looked up by its key: the planner can't know how few rows a batch has. */
const LOOK_UP = `SELECT set_config('enable_seqscan', 'off', true),
  set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`;

/** Deletes the events that no stream carries any more. */
const DELETE_EVENTS = `
  WITH gone AS (
    DELETE FROM outbox o WHERE o.id = ANY ($1::uuid[])
      AND NOT EXISTS (SELECT FROM mailbox m WHERE m.outbox_id = o.id)
    RETURNING 1
  )
  SELECT count(*)::int AS count FROM gone`;

/** How far a round has got, in the order of `time`. Older events that it kept are behind it. */
export interface TrimPosition {
  time: Date | string;
  id: string;
}

export interface TrimmedBatch {
  /** Number of deleted rows of `outbox`. */
  events: number;
  /** Number of deleted rows of `mailbox`. */
  deliveries: number;
  /** The position of the next batch; null when the round is over or another process trims. */
  next: TrimPosition | null;
}

/** The position before the oldest event. */
export const TRIM_START: TrimPosition = {
  time: '-infinity',
  id: '00000000-0000-0000-0000-000000000000',
};

/**
 * Deletes events that are older than a retention of less than a day, row by row; with a longer one,
 * `HistoryPartitions` drops whole days. It deletes the beginning of each stream only,
 * so that the rest has no gaps. Heads are kept for ever, so the numbers continue, and a cursor from
 * before is reset with `history_trimmed`. It takes no lock that a writer or a reader needs.
 */
@Injectable()
export class HistoryTrimmer {
  constructor(private readonly transactions: Transactions) {}

  /** Returns the time before which events are too old, by the database's clock. */
  async readCutoff(retentionSeconds: number): Promise<Date> {
    const [row] = await this.transactions.query<{ at: Date }>(
      'SELECT clock_timestamp() - make_interval(secs => $1) AS at',
      [retentionSeconds],
    );
    if (!row) throw new Error('The database did not return its time.');
    return row.at;
  }

  /** Returns the age of the oldest stored event in seconds; 0 when there is none. */
  async readOldestAgeSeconds(): Promise<number> {
    const [row] = await this.transactions.query<{ age: number }>(
      `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(time)), 0)::float8 AS age
       FROM outbox`,
    );
    return Math.max(0, row?.age ?? 0);
  }

  /**
   * Trims one batch in one short transaction. Any number of processes may call it.
   *
   * @param limit the most events that are considered
   */
  trim(cutoff: Date, after: TrimPosition, limit: number): Promise<TrimmedBatch> {
    return this.transactions.run(async (tx) => {
      if (!(await tx.tryLock(TRIM_LOCK))) return EMPTY_BATCH;
      const old = await tx.query<TrimPosition>(FIND_OLD, [cutoff, after.time, after.id, limit]);
      const ids = old.map(({ id }) => id);
      if (ids.length === 0) return EMPTY_BATCH;
      await tx.query(LOOK_UP);
      const deliveries = await queryCount(tx, DELETE_BEGINNINGS, [ids, cutoff, limit]);
      const events = await queryCount(tx, DELETE_EVENTS, [ids]);
      const next = old.length < limit ? null : (old.at(-1) ?? null);
      return { events, deliveries, next };
    });
  }
}

const EMPTY_BATCH: TrimmedBatch = { events: 0, deliveries: 0, next: null };

async function queryCount(tx: Transaction, sql: string, parameters: unknown[]): Promise<number> {
  const [row] = await tx.query<{ count: number }>(sql, parameters);
  return row?.count ?? 0;
}
