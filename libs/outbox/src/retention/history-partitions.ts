import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '#database';
import { summarizeError } from '#platform';
import { TRIM_LOCK } from './trim-lock.js';

/** Days for which partitions exist in advance, so that a failure has days to be noticed. */
const DAYS_AHEAD = 3;

/**
 * Milliseconds that a change of the partitions waits for a lock. Requests queue behind it, and it
 * is below `deadlock_timeout`, so that it gives up before PostgreSQL chooses a request as a victim.
 */
const LOCK_TIMEOUT_MS = 200;

/** Rows of the default partition that one statement deletes. */
const DEFAULT_BATCH = 1_000;

const TODAY = `(clock_timestamp() AT TIME ZONE 'UTC')::date`;

const FIND_MISSING = `
  SELECT d.day::text AS day, (d.day + 1)::text AS "nextDay", to_char(d.day, 'YYYYMMDD') AS suffix
  FROM (SELECT ${TODAY} + n AS day FROM generate_series(0, $1::int) n) d
  WHERE to_regclass('outbox_' || to_char(d.day, 'YYYYMMDD')) IS NULL
  ORDER BY 1`;

/** A partition ends with the day in its name. PostgreSQL's own estimate of its rows is exact enough. */
const FIND_EXPIRED = `
  SELECT right(c.relname, 8) AS suffix,
    greatest(c.reltuples, 0)::float8 AS events,
    greatest((SELECT m.reltuples FROM pg_class m
      WHERE m.oid = to_regclass('mailbox_' || right(c.relname, 8))), 0)::float8 AS deliveries
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'outbox'::regclass AND c.relname ~ '^outbox_\\d{8}$'
    AND to_date(right(c.relname, 8), 'YYYYMMDD')
      < ((clock_timestamp() - make_interval(secs => $1)) AT TIME ZONE 'UTC')::date
  ORDER BY 1`;

interface MissingDay {
  day: string;
  nextDay: string;
  suffix: string;
}

/** The partition of one day that was dropped. */
export interface DroppedDay {
  /** YYYYMMDD, by UTC. */
  suffix: string;
  /** Numbers of rows, estimated. */
  events: number;
  deliveries: number;
}

/** Creates and drops the partitions of the history, one of each table for a day (ADR 0018). */
@Injectable()
export class HistoryPartitions {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Creates the partitions of today and the next days. A day whose events are in the default
   * partition already gets none.
   *
   * @returns the days that could not be created, with the reason
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async createAhead(): Promise<string[]> {
    const missing = await this.transactions.query<MissingDay>(FIND_MISSING, [DAYS_AHEAD]);
    const failures: string[] = [];
    for (const day of missing) {
      try {
        await this.create(day);
      } catch (error) {
        failures.push(`${day.day}: ${summarizeError(error)}`);
      }
    }
    return failures;
  }

  /**
   * Drops the oldest day if all its events are older than the retention. The numbers of a stream
   * go on, because its head is in another table.
   *
   * @returns null when there is none, or while another process trims
   * @throws DomainError DATABASE_UNAVAILABLE, also when a transaction held the tables too long
   */
  dropOldest(retentionSeconds: number): Promise<DroppedDay | null> {
    return this.transactions.run(async (tx) => {
      if (!(await tx.tryLock(TRIM_LOCK))) return null;
      const [oldest] = await tx.query<DroppedDay>(FIND_EXPIRED, [retentionSeconds]);
      if (!oldest) return null;
      await limitLockWait(tx);
      const { suffix } = oldest;
      await tx.query(`DROP TABLE mailbox_${suffix}, outbox_${suffix}`);
      return oldest;
    });
  }

  /**
   * Deletes a batch of what the default partitions hold beyond the retention: the events of days
   * for which no process had created a partition.
   *
   * @returns the number of deleted rows by table
   */
  async trimDefault(retentionSeconds: number): Promise<{ mailbox: number; outbox: number }> {
    return this.transactions.run(async (tx) => {
      if (!(await tx.tryLock(TRIM_LOCK))) return { mailbox: 0, outbox: 0 };
      const mailbox = await deleteFromDefault(tx, 'mailbox', retentionSeconds);
      const outbox = await deleteFromDefault(tx, 'outbox', retentionSeconds);
      return { mailbox, outbox };
    });
  }

  private create({ day, nextDay, suffix }: MissingDay): Promise<void> {
    return this.transactions.run(async (tx) => {
      if (!(await tx.tryLock(TRIM_LOCK))) return;
      await limitLockWait(tx);
      for (const table of ['outbox', 'mailbox']) {
        await tx.query(`CREATE TABLE IF NOT EXISTS ${table}_${suffix} PARTITION OF ${table}
          FOR VALUES FROM ('${day}') TO ('${nextDay}')`);
      }
    });
  }
}

async function limitLockWait(tx: Transaction): Promise<void> {
  await tx.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
}

/** One physical table, in which a ctid identifies a row. Whole days go, oldest first. */
async function deleteFromDefault(
  tx: Transaction,
  table: string,
  retentionSeconds: number,
): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `WITH gone AS (
       DELETE FROM ${table}_default WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM ${table}_default
         WHERE day < ((clock_timestamp() - make_interval(secs => $1)) AT TIME ZONE 'UTC')::date
         LIMIT $2))
       RETURNING 1)
     SELECT count(*)::int AS count FROM gone`,
    [retentionSeconds, DEFAULT_BATCH],
  );
  return row?.count ?? 0;
}
