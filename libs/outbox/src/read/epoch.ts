import { Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Subject, type Observable } from 'rxjs';
import { Transactions } from '#database';
import { DomainError } from '#platform';

/**
 * Identifies this history, unlike a copy of it: a random value changes with a fresh database,
 * the cluster's identifier with a dump that is restored elsewhere, the object ids with a dump
 * that is restored into the same cluster or a database that is created from this one, the
 * timeline with a promoted standby or a point-in-time recovery. The timeline is read from the
 * name of the WAL file, because the control file has it only after the next checkpoint.
 */
const IDENTITY = `
  SELECT h.nonce, h.identity AS stored,
    (SELECT system_identifier::text FROM pg_control_system()) AS cluster,
    (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS database,
    'history'::regclass::oid::text AS relation,
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,
    coalesce(pg_current_wal_flush_lsn() < $1::pg_lsn, false) AS "wentBack"
  FROM history h`;

/**
 * Begins another history, unless another process has done so since the nonce was read. Every
 * cursor that was given out so far is reset once, with a snapshot.
 */
const RENEW = 'UPDATE history SET nonce = gen_random_uuid() WHERE nonce = $1::uuid';

/**
 * Notes where the history is used. If it was used elsewhere before, another history begins: two
 * forks of it, such as two standbys that were both promoted, may have the same timeline, and each
 * gets a nonce of its own. Only the first process that notices changes the row.
 */
const NOTE_PLACE = `
  UPDATE history SET identity = $2::text,
    nonce = CASE WHEN identity IS NULL THEN nonce ELSE gen_random_uuid() END
  WHERE nonce = $1::uuid AND identity IS DISTINCT FROM $2::text`;

type Identity = Record<'nonce' | 'cluster' | 'database' | 'relation' | 'timeline', string> & {
  /** The write-ahead log ends before the given position: an older state was restored. */
  wentBack: boolean;
  /** The place where the history was last used. */
  stored: string | null;
};

const LENGTH = 16;

/** A check may open a connection, which raises a doubt of its own. */
const MAX_CHECKS = 2;

/**
 * Provides the epoch that the cursors of this database carry. It is kept, and read again after
 * each event that may lead to another history: the tail lost its connection, or the pool has
 * opened one. No restore and no failover happens without either.
 */
@Injectable()
export class Epoch {
  private readonly logger = new Logger('Epoch');
  private readonly changes = new Subject<void>();
  private known?: string;
  /** The position of the write-ahead log that this process has seen (`pg_lsn`); null: none. */
  private position: string | null = null;
  private doubts = 1;
  /** The doubts that the last check has settled. */
  private settled = 0;
  private checking: Promise<void> | undefined;

  /** Emits when the epoch has changed, which invalidates every earlier cursor. */
  readonly changes$: Observable<void> = this.changes.asObservable();

  constructor(private readonly transactions: Transactions) {
    transactions.onConnect(this.doubt.bind(this));
  }

  /**
   * Returns the epoch, which is read only when there is doubt. A caller that reads events asks
   * again afterwards: the read may have used a new connection.
   *
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async getCurrent(): Promise<string> {
    for (let checks = 0; checks < MAX_CHECKS && this.settled < this.doubts; checks++) {
      await (this.checking ??= this.check().finally(() => (this.checking = undefined)));
    }
    return this.known ?? '';
  }

  /** @throws DomainError DATABASE_UNAVAILABLE when another history is current, or may be */
  async requireCurrent(epoch: string): Promise<void> {
    if ((await this.getCurrent()) === epoch) return;
    throw new DomainError('DATABASE_UNAVAILABLE', 'The database was restored. Try again.');
  }

  /** The last epoch that was read, even while the database is away; null before the first read. */
  get lastKnown(): string | null {
    return this.known ?? null;
  }

  /** Makes the next call of `getCurrent` read the epoch again. */
  doubt(): void {
    this.doubts++;
  }

  /**
   * Remembers how far the write-ahead log has come. A snapshot of the storage that was restored in
   * place, or an older copy of the data, has the identity of this history and an earlier end of
   * the log: it is given an epoch of its own.
   */
  notePosition(position: string | null): void {
    this.position = position;
  }

  /** @returns the epoch, read again in any case */
  async refresh(): Promise<string> {
    this.doubt();
    return this.getCurrent();
  }

  private async check(): Promise<void> {
    const { doubts, known: before } = this;
    this.known = await this.read(this.position).catch(rethrowStandby);
    this.settled = doubts;
    if (before === undefined || before === this.known) return;
    this.position = null;
    this.changes.next();
  }

  private async read(position: string | null = null): Promise<string> {
    const [row] = await this.transactions.query<Identity>(IDENTITY, [position]);
    if (!row?.nonce) throw new Error('The database has no history: was it migrated?');
    const place = describePlace(row);
    if (row.stored !== place) {
      await this.transactions.query(NOTE_PLACE, [row.nonce, place]);
      return this.read(position);
    }
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

/** SQLSTATE 55000: a server in recovery has no position of its own. */
function rethrowStandby(error: unknown): never {
  if ((error as { code?: unknown } | null)?.code !== '55000') throw error;
  throw new DomainError('DATABASE_UNAVAILABLE', 'The database is a standby. Retry.');
}

function describePlace({ cluster, database, relation, timeline }: Identity): string {
  return [cluster, database, relation, timeline].join('/');
}

function hashIdentity(identity: Identity): string {
  const text = `${identity.nonce}/${describePlace(identity)}`;
  return createHash('sha256').update(text).digest('hex').slice(0, LENGTH);
}
