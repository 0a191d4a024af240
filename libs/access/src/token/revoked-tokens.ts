import {
  Injectable,
  Logger,
  Optional,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';
import { RevocationSource, type TokenReference } from './revocation-source.js';

/** Revocations in memory, which take about 30 MB. Clients end as many sessions as they begin. */
const MAX_KNOWN = 200_000;
/** The part of the revocations that stays when there are too many. */
const KEPT_SHARE = 3 / 4;

const POLL_INTERVAL_MS = 2_000;
const SWEEP_INTERVAL_MS = 600_000;
/**
 * How many seconds each poll goes back behind the previous one. A revocation gets its time when it
 * is written and becomes visible with its commit. At most one statement is in between, and a
 * statement ends after 6 seconds.
 */
export const REVOCATION_OVERLAP_SECONDS = 60;

/**
 * The revoked tokens. They are in memory because every request checks them. A revocation counts at
 * once on this process, and after two seconds on the others. While the database is away, the known
 * ones stay. When there are too many, this process forgets the oldest and asks the database about
 * each token that it verifies anew, until the forgotten tokens have expired.
 */
@Injectable()
export class RevokedTokens implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Sessions');
  private readonly expiryByTokenId = new Map<string, Date>();
  private readonly added = new Subject<void>();
  private readonly timers: NodeJS.Timeout[] = [];
  /** When the last poll was, in seconds since 1970 by the database's clock. */
  private polledUntil = 0;
  private isPolling = false;
  /** When the last forgotten token expires, in milliseconds since 1970. */
  private forgottenUntil = 0;
  private timesForgotten = 0;

  /** Emits when this or another process has revoked a token. */
  readonly added$: Observable<void> = this.added.asObservable();

  constructor(
    private readonly source: RevocationSource,
    @Optional() private readonly maxKnown: number = MAX_KNOWN,
  ) {}

  /** Reads the table before the first request, so that revocations survive a restart. */
  async onModuleInit(): Promise<void> {
    await this.poll();
    this.timers.push(
      setInterval(() => void this.refresh(), POLL_INTERVAL_MS).unref(),
      setInterval(() => {
        this.sweep();
      }, SWEEP_INTERVAL_MS).unref(),
    );
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.added.complete();
  }

  /**
   * Grows whenever this process forgets revocations. What was concluded from `has` before must be
   * asked again by `isRevoked`.
   */
  get forgettings(): number {
    return this.timesForgotten;
  }

  /** Whether memory knows the revocation; it does for a token that `isRevoked` did not find before. */
  has(tokenId: string): boolean {
    return this.expiryByTokenId.has(tokenId);
  }

  /**
   * Whether the token was revoked, also when this process has forgotten it.
   *
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async isRevoked(tokenId: string): Promise<boolean> {
    if (this.has(tokenId)) return true;
    if (this.forgottenUntil <= Date.now()) return false;
    return this.source.isRevoked(tokenId);
  }

  private async refresh(): Promise<void> {
    // One poll at a time: while the database is slow, they would use up the connection pool.
    if (this.isPolling) return;
    this.isPolling = true;
    try {
      await this.poll();
    } catch (error) {
      this.logger.debug('Revoked tokens could not be read, next time', error);
    } finally {
      this.isPolling = false;
    }
  }

  private async poll(): Promise<void> {
    const since = this.polledUntil - REVOCATION_OVERLAP_SECONDS;
    const { readAt, tokens, isComplete } = await this.source.readSince(since, this.maxKnown);
    // There are more, whose expiry is unknown.
    if (!isComplete) this.forgetUnknown();
    this.add(tokens);
    this.polledUntil = readAt;
  }

  /** Takes in revocations that have committed. */
  add(tokens: readonly TokenReference[]): void {
    const before = this.expiryByTokenId.size;
    for (const { tokenId, expiresAt } of tokens) this.expiryByTokenId.set(tokenId, expiresAt);
    if (this.expiryByTokenId.size > before) this.added.next();
    if (this.expiryByTokenId.size > this.maxKnown) this.forgetOldest();
  }

  private forgetOldest(): void {
    let surplus = this.expiryByTokenId.size - Math.floor(this.maxKnown * KEPT_SHARE);
    for (const [tokenId, expiresAt] of this.expiryByTokenId) {
      if (surplus <= 0) break;
      surplus -= 1;
      this.expiryByTokenId.delete(tokenId);
      this.forgottenUntil = Math.max(this.forgottenUntil, expiresAt.getTime());
    }
    this.timesForgotten += 1;
  }

  /** What was concluded from `has` must be asked again: a revocation may not have been read. */
  private forgetUnknown(): void {
    if (this.forgottenUntil === Infinity) return;
    this.forgottenUntil = Infinity;
    this.timesForgotten += 1;
  }

  /** Deletes expired tokens from memory: they are refused as expired. */
  sweep(): void {
    for (const [tokenId, expiresAt] of this.expiryByTokenId) {
      if (expiresAt.getTime() < Date.now()) this.expiryByTokenId.delete(tokenId);
    }
  }
}
