import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Transactions } from '#database';

/**
 * What makes this history another one than a copy of it: a random value for a fresh
 * database, the cluster's identifier for a dump restored elsewhere, the timeline for a
 * promoted standby or a point-in-time recovery. The timeline comes from the WAL file's
 * name: the control file learns of it only with the next checkpoint.
 */
const IDENTITY = `
  SELECT (SELECT nonce FROM history) AS nonce,
    (SELECT system_identifier::text FROM pg_control_system()) AS cluster,
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline`;

type Identity = Record<'nonce' | 'cluster' | 'timeline', string>;

const LENGTH = 16;

/** The epoch of this database's cursors. */
@Injectable()
export class Epoch {
  private known?: string;

  constructor(private readonly transactions: Transactions) {}

  /** Read once and kept: the tail reads it anew after each reconnect. */
  async getCurrent(): Promise<string> {
    return (this.known ??= await this.read());
  }

  /** The last one read, also while the database is away; null before the first read. */
  get lastKnown(): string | null {
    return this.known ?? null;
  }

  /** @returns whether it has changed, so that every cursor given out so far is void */
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
