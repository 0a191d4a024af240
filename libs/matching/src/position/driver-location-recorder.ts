import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { LocationReading } from '#contracts';
import { Transactions, type Transaction } from '#database';
import { DomainError } from '#platform';
import { WRITE_LOCATIONS, columnsOf, type LatestLocation } from './location-batch.js';

/** Each process writes at most one batch in this time, however many requests arrive. */
const FLUSH_INTERVAL_MS = 1000;
/**
 * A sign of life waits this long, so that the location report of the same request joins its batch.
 */
const GATHER_MS = 50;

/**
 * Collects the location reports and the signs of life of drivers, and writes the latest of each
 * driver in batches. A location report isn't an event, and a transaction for each report would
 * overload the database. The number of drivers bounds the memory. A crash loses the reports of
 * about one second, which the next reports replace.
 */
@Injectable()
export class DriverLocationRecorder implements BeforeApplicationShutdown {
  private readonly logger = new Logger('DriverLocationRecorder');
  private pending = new Map<string, LatestLocation>();
  /** By driver, the time of the last request by this process's monotonic clock. */
  private pendingSeen = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  /** Resolves when all batches so far have been written or have failed. */
  private lastWrite: Promise<void> = Promise.resolve();
  private lastFlushAt = -Infinity;
  /** The error of the last write while the database is unavailable. */
  private lastError: DomainError | null = null;

  constructor(private readonly transactions: Transactions) {}

  /**
   * Writes the pending reports before the connection pool closes. Later ones are lost, and the next
   * reports replace them.
   */
  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  /** Records that a request of this driver arrived. The next batch writes it. */
  touch(driverId: string): void {
    this.pendingSeen.set(driverId, performance.now());
    this.scheduleFlush(Math.max(this.computeFlushDelay(), GATHER_MS));
  }

  /**
   * Records the location reports of one driver. Of reports that are sent together only the
   * newest counts. The promise resolves at once unless a batch is due now.
   *
   * @throws DomainError DATABASE_UNAVAILABLE while the database is unavailable; the report is
   *   kept and written later
   */
  async record(driverId: string, reports: readonly LocationReading[]): Promise<void> {
    const now = isoNow();
    const newest = reports
      .map((report) => ({ ...report, driverId, recordedAt: clampToNow(report.recordedAt, now) }))
      .reduce((a, b) => (b.recordedAt >= a.recordedAt ? b : a));
    // The report that arrives last counts, not the one with the latest `recordedAt`. Otherwise
    // a phone whose clock was set back two hours would keep its old position that long.
    this.pending.set(driverId, newest);
    this.pendingSeen.set(driverId, performance.now());
    const delayMs = this.computeFlushDelay();
    if (delayMs <= 0) await this.flush();
    else this.scheduleFlush(delayMs);
    if (this.lastError) throw this.lastError;
  }

  /** Writes a driver's presence, and the position if there is one, in the caller's transaction. */
  async write(tx: Transaction, driverId: string, position?: LocationReading): Promise<void> {
    const locations = position ? [{ ...position, driverId, recordedAt: isoNow() }] : [];
    const seenSecondsAgo = new Map([[driverId, 0]]);
    await tx.query(WRITE_LOCATIONS, columnsOf({ locations, seenSecondsAgo }));
    // An older pending report must not overwrite this position. A report in a batch under way
    // may do so until the next report arrives; waiting for that batch would hold a connection.
    tx.afterCommit(() => {
      if (position) this.pending.delete(driverId);
    });
  }

  private computeFlushDelay(): number {
    return this.lastFlushAt + FLUSH_INTERVAL_MS - performance.now();
  }

  private scheduleFlush(milliseconds: number): void {
    this.timer ??= setTimeout(() => void this.flush(), milliseconds).unref();
  }

  private flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastFlushAt = performance.now();
    const [locations, seen] = [[...this.pending.values()], this.pendingSeen];
    this.pending = new Map();
    this.pendingSeen = new Map();
    // Batches are written one after the other, so that an older one can't overtake a newer one.
    this.lastWrite = this.lastWrite.then(() => this.writeBatch(locations, seen));
    return this.lastWrite;
  }

  private async writeBatch(locations: LatestLocation[], seen: Map<string, number>): Promise<void> {
    if (locations.length === 0 && seen.size === 0) return;
    const now = performance.now();
    const seenSecondsAgo = new Map([...seen].map(([id, at]) => [id, (now - at) / 1000]));
    try {
      await this.transactions.query(WRITE_LOCATIONS, columnsOf({ locations, seenSecondsAgo }));
      this.lastError = null;
    } catch (error) {
      this.logger.warn(`Locations of ${seen.size} drivers were not written: ${String(error)}`);
      // The batch is kept only when the database is unavailable. A row that the database refuses
      // would otherwise make every later batch fail; the next reports replace this one.
      if (!(error instanceof DomainError)) return;
      this.lastError = error;
      this.requeue(locations, seen);
    }
  }

  private requeue(locations: readonly LatestLocation[], seen: ReadonlyMap<string, number>): void {
    for (const location of locations) {
      if (!this.pending.has(location.driverId)) this.pending.set(location.driverId, location);
    }
    for (const [driverId, at] of seen) {
      if (!this.pendingSeen.has(driverId)) this.pendingSeen.set(driverId, at);
    }
    this.scheduleFlush(FLUSH_INTERVAL_MS);
  }
}

const isoNow = (): string => new Date().toISOString();

/** A phone whose clock is ahead gets the present time, so that no report is dated in the future. */
const clampToNow = (recordedAt: string | undefined, now: string): string => {
  const given = recordedAt === undefined ? now : new Date(recordedAt).toISOString();
  return given < now ? given : now;
};
