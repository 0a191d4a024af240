import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';
import { Transactions } from '#database';

/** A token, by what names it. */
export interface TokenReference {
  tokenId: string;
  expiresAt: Date;
}

const POLL_INTERVAL_MS = 2_000;
const SWEEP_INTERVAL_MS = 600_000;
/**
 * Seconds that each look goes back behind the last one. A revocation is stamped when it is
 * written and seen when it commits; in between lies at most one statement, and those end
 * after 6 seconds.
 */
const OVERLAP_SECONDS = 60;

/**
 * How long a row outlives its token: the clocks of this process and of the database may
 * differ, and a token is expired by the former.
 */
const CLOCK_MARGIN = '1 day';

/** What is new, and the database's time, which comes also when nothing is. */
const NEW_REVOCATIONS = `SELECT extract(epoch FROM now())::float8 AS now,
    r.token_id AS "tokenId", r.expires_at AS "expiresAt"
  FROM (SELECT to_timestamp($1::float8) - $2 * interval '1 second' AS since) look
  LEFT JOIN revoked_token r ON r.revoked_at > look.since`;

interface RevocationRow {
  now: number;
  tokenId: string | null;
  expiresAt: Date;
}

/**
 * The tokens that have been given back. Asked at each request, so kept in memory: what is
 * revoked here counts at once, what is revoked on another process after two seconds. While
 * the database is away the last known ones stay. Bounded by the sessions that were ended
 * within the life of a token.
 */
@Injectable()
export class RevokedTokens implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Sessions');
  private readonly expiryByTokenId = new Map<string, Date>();
  private readonly added = new Subject<void>();
  private readonly timers: NodeJS.Timeout[] = [];
  /** When the last look was, in seconds since 1970 by the database's clock. */
  private polledUntil = 0;
  private isPolling = false;

  /** Says that there is a new one, ours or another process's. */
  readonly added$: Observable<void> = this.added.asObservable();

  constructor(private readonly transactions: Transactions) {}

  /** Before the first request: a token revoked before a restart stays revoked. */
  async onModuleInit(): Promise<void> {
    await this.poll();
    this.timers.push(
      setInterval(() => void this.refresh(), POLL_INTERVAL_MS).unref(),
      setInterval(() => void this.sweep(), SWEEP_INTERVAL_MS).unref(),
    );
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.added.complete();
  }

  /** Nobody gets in with it any more. @throws DomainError DATABASE_UNAVAILABLE: it still counts */
  async revoke({ tokenId, expiresAt }: TokenReference): Promise<void> {
    await this.transactions.query(
      `INSERT INTO revoked_token (token_id, expires_at) VALUES ($1, $2)
       ON CONFLICT (token_id) DO NOTHING`,
      [tokenId, expiresAt],
    );
    this.add([{ tokenId, expiresAt }]);
  }

  has(tokenId: string): boolean {
    return this.expiryByTokenId.has(tokenId);
  }

  private async refresh(): Promise<void> {
    // A slow database must not have looks pile up in the pool.
    if (this.isPolling) return;
    this.isPolling = true;
    try {
      await this.poll();
    } catch (error) {
      this.logger.debug(`Revoked tokens could not be read, next time: ${String(error)}`);
    } finally {
      this.isPolling = false;
    }
  }

  private async poll(): Promise<void> {
    const rows = await this.transactions.query<RevocationRow>(NEW_REVOCATIONS, [
      this.polledUntil,
      OVERLAP_SECONDS,
    ]);
    this.add(rows.filter((row): row is RevocationRow & TokenReference => row.tokenId !== null));
    this.polledUntil = rows[0]?.now ?? this.polledUntil;
  }

  private add(tokens: readonly TokenReference[]): void {
    const before = this.expiryByTokenId.size;
    for (const { tokenId, expiresAt } of tokens) this.expiryByTokenId.set(tokenId, expiresAt);
    if (this.expiryByTokenId.size > before) this.added.next();
  }

  /** An expired token is refused for that; its row and its place in memory can go. */
  async sweep(): Promise<void> {
    for (const [tokenId, expiresAt] of this.expiryByTokenId) {
      if (expiresAt.getTime() < Date.now()) this.expiryByTokenId.delete(tokenId);
    }
    await this.transactions
      .query('DELETE FROM revoked_token WHERE expires_at < now() - $1::interval', [CLOCK_MARGIN])
      // Missed once, done the next time.
      .catch(() => undefined);
  }
}
