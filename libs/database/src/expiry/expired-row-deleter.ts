import type { Transactions } from '../transaction/transactions.js';
import type { ExpiryRule } from './expiry-rule.js';

/** The key of the advisory lock by which one process at a time deletes; the others do not wait. */
const EXPIRY_LOCK = 7_014_004;

/** The position before the oldest row. */
export const EXPIRY_START = '-infinity';

export interface DeletedBatch {
  /** Number of deleted rows. */
  rows: number;
  /** The position of the next batch; null when no expired row is left or another process deletes. */
  next: string | null;
}

interface Gone {
  rows: number;
  last: string | null;
}

/** Deletes expired rows in batches that take milliseconds, however many there are. */
export class ExpiredRowDeleter {
  constructor(private readonly transactions: Transactions) {}

  /** Returns the time before which rows are too old, as `timestamptz` in the database's format. */
  async readCutoff({ keepSeconds }: ExpiryRule): Promise<string> {
    const [row] = await this.transactions.query<{ at: string }>(
      'SELECT (clock_timestamp() - make_interval(secs => $1))::text AS at',
      [keepSeconds],
    );
    if (!row) throw new Error('The database did not return its time.');
    return row.at;
  }

  /**
   * Deletes the oldest expired rows. Any number of processes may call it: one deletes, and the
   * others return at once.
   *
   * @param range from the position of this batch to the cutoff. The position keeps a batch from
   *   reading past the rows that earlier batches deleted and vacuum hasn't removed.
   * @param limit the most rows of the batch
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  deleteBatch(
    rule: ExpiryRule,
    range: { from: string; cutoff: string },
    limit: number,
  ): Promise<DeletedBatch> {
    return this.transactions.run(async (tx) => {
      if (!(await tx.tryLock(EXPIRY_LOCK))) return { rows: 0, next: null };
      const parameters = [range.from, range.cutoff, limit];
      const [gone] = await tx.query<Gone>(buildDelete(rule), parameters);
      const rows = gone?.rows ?? 0;
      return { rows, next: rows < limit ? null : (gone?.last ?? null) };
    });
  }
}

/** A row that a request has locked is skipped, and the next sweep deletes it. */
const buildDelete = ({ table, endedAt }: ExpiryRule): string => `
  WITH gone AS (
    DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${table} WHERE ${endedAt} >= $1::timestamptz AND ${endedAt} < $2::timestamptz
      ORDER BY ${endedAt} LIMIT $3 FOR UPDATE SKIP LOCKED))
    RETURNING ${endedAt} AS at
  )
  SELECT count(*)::int AS rows, max(at)::text AS last FROM gone`;
