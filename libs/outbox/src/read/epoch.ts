import { Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Transactions } from '#database';

/**
 * Identifies this history, unlike a copy of it: a random value changes with a fresh database,
 * the cluster's identifier with a dump that is restored elsewhere, the object ids with a dump
 * that is restored into the same cluster or a database that is created from this one, the
 * timeline with a promoted standby or a point-in-time recovery. The timeline is read from the
 * name of the WAL file, because the control file has it only after the next checkpoint.
 */
const IDENTITY = `
  SELECT (SELECT nonce FROM history) AS nonce,
    (SELECT system_identifier::text FROM pg_control_system()) AS cluster,
    (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS database,
    'history'::regclass::oid::text AS relation,
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,
    coalesce(pg_current_wal_flush_lsn() < $1::pg_lsn, false) AS "wentBack"`;

/**
 * Begins another history, unless another process has done so since the nonce was read. Every
 * cursor that was given out so far is reset once, with a snapshot.
 */
const RENEW = 'UPDATE history SET nonce = gen_random_uuid() WHERE nonce = $1::uuid';

type Identity = Record<'nonce' | 'cluster' | 'database' | 'relation' | 'timeline', string> & {
  /** The write-ahead log ends before the given position: an older state was restored. */
  wentBack: boolean;
};

const LENGTH = 16;

/** Provides the epoch that the cursors of this database carry. */
@Injectable()
export class Epoch {
  private readonly logger = new Logger('Epoch');
  private known?: string;

  constructor(private readonly transactions: Transactions) {}

  /**
   * Reads the epoch once and keeps it; the tail refreshes it after each reconnect.
   *
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async getCurrent(): Promise<string> {
    return (this.known ??= await this.read());
  }

  /** The last epoch that was read, even while the database is away; null before the first read. */
  get lastKnown(): string | null {
    return this.known ?? null;
  }

  /**
   * Reads the epoch again, after a lost connection. A snapshot of the storage that was restored
   * in place, or an older copy of the data, has the identity of this history and an earlier end
   * of the write-ahead log: it is given an epoch of its own.
   *
   * @param position the position of the write-ahead log that this process has seen (`pg_lsn`);
   *   null: none
   * @returns whether the epoch has changed, which invalidates every earlier cursor
   */
  async refresh(position: string | null = null): Promise<boolean> {
    const before = this.known;
    this.known = await this.read(position);
    return before !== undefined && before !== this.known;
  }

  private async read(position: string | null = null): Promise<string> {
    const [row] = await this.transactions.query<Identity>(IDENTITY, [position]);
    if (!row?.nonce) throw new Error('The database has no history: was it migrated?');
    const epoch = hashIdentity(row);
    // Positions of another cluster or timeline cannot be compared with those of this one.
    if (!row.wentBack || this.known !== epoch) return epoch;
    this.logger.warn(
      'The write-ahead log ends before a position that was reached: a backup was restored. Its ' +
        'history gets another epoch, and every client one snapshot.',
    );
    await this.transactions.query(RENEW, [row.nonce]);
    return this.read();
  }
}

function hashIdentity({ nonce, cluster, database, relation, timeline }: Identity): string {
  const identity = [nonce, cluster, database, relation, timeline].join('/');
  return createHash('sha256').update(identity).digest('hex').slice(0, LENGTH);
}
