import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Transactions } from '#database';

/**
 * Identifies this history, unlike a copy of it: a random value changes with a fresh database,
 * the cluster's identifier with a dump that is restored elsewhere, the timeline with a promoted
 * standby or a point-in-time recovery. The timeline is read from the name of the WAL file, because
 * the control file has it only after the next checkpoint.
 */
const IDENTITY = `
  SELECT (SELECT nonce FROM history) AS nonce,
    (SELECT system_identifier::text FROM pg_control_system()) AS cluster,
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline`;

type Identity = Record<'nonce' | 'cluster' | 'timeline', string>;

const LENGTH = 16;

/** Provides the epoch that the cursors of this database carry. */
@Injectable()
export class Epoch {
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

  /** @returns whether the epoch has changed, which invalidates every earlier cursor */
  async refresh(): Promise<boolean> {
    const before = this.known;
    this.known = await this.read();
    return before !== undefined && before !== this.known;
  }

  private async read(): Promise<string> {
    const [row] = await this.transactions.query<Identity>(IDENTITY);
    if (!row?.nonce) throw new Error('The database has no history: was it migrated?');
    const identity = `${row.nonce}/${row.cluster}/${row.timeline}`;
    return createHash('sha256').update(identity).digest('hex').slice(0, LENGTH);
  }
}
