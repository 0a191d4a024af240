import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { LocationReading } from '#contracts';
import { Transactions, type Transaction } from '#database';
import { DomainError } from '#platform';
import { WRITE_LOCATIONS, columnsOf, type LatestLocation } from './location-batch.js';

/** At most one statement in this time and process, whatever comes in. */
const FLUSH_INTERVAL_MS = 1000;
/** A request that only shows life waits this long, so that its own reading goes along. */
const GATHER_MS = 50;

/**
 * Takes drivers' readings and signs of life in and writes the latest of each in batches: a
 * reading is no event, and a transaction a ping would be the end of the database. What
 * waits here is bounded by the number of drivers; a crash loses a second of readings, which
 * the next ones replace.
 */
@Injectable()
export class DriverPositions implements BeforeApplicationShutdown {
  private readonly logger = new Logger('DriverPositions');
  private pending = new Map<string, LatestLocation>();
  /** When each driver was last heard of, by this process's monotonic clock. */
  private pendingSeen = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private lastWrite: Promise<void> = Promise.resolve();
  private lastFlushAt = -Infinity;
  /** Why the last write failed, while the database is away. */
  private lastError: DomainError | null = null;

  constructor(private readonly transactions: Transactions) {}

  /** While the pool is still there; what comes in after that is replaced by the next reading. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  /** A request of this driver came in. Costs nothing now; it is written with the next batch. */
  touch(driverId: string): void {
    this.pendingSeen.set(driverId, performance.now());
    this.scheduleFlush(Math.max(this.computeFlushDelay(), GATHER_MS));
  }

  /**
   * Takes readings of one driver; of those sent together only the newest counts. Resolves
   * at once, unless the last write is long enough ago to write now.
   *
   * @throws DomainError DATABASE_UNAVAILABLE while nothing can be written; the readings are
   *   kept, and written when it is back
   */
  async record(driverId: string, readings: readonly LocationReading[]): Promise<void> {
    const now = isoNow();
    const newest = readings
      .map((reading) => ({ ...reading, driverId, recordedAt: clampToNow(reading.recordedAt, now) }))
      .reduce((a, b) => (b.recordedAt >= a.recordedAt ? b : a));
    // What came last counts, not what says so: a phone two hours behind would be stuck.
    this.pending.set(driverId, newest);
    this.pendingSeen.set(driverId, performance.now());
    const rest = this.computeFlushDelay();
    if (rest <= 0) await this.flush();
    else this.scheduleFlush(rest);
    if (this.lastError) throw this.lastError;
  }

  /** Writes that a driver lives, and where they are if that is known, with what goes with it. */
  async write(tx: Transaction, driverId: string, position?: LocationReading): Promise<void> {
    const positions = position ? [{ ...position, driverId, recordedAt: isoNow() }] : [];
    const seenSecondsAgo = new Map([[driverId, 0]]);
    await tx.query(WRITE_LOCATIONS, columnsOf({ locations: positions, seenSecondsAgo }));
    // An older reading that still waits must not come after it. (One that is on its way
    // may; the next reading mends that. Waiting for it here would hold a connection.)
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
    const [positions, seen] = [[...this.pending.values()], this.pendingSeen];
    this.pending = new Map();
    this.pendingSeen = new Map();
    // One after the other: an older batch must not overtake a newer one.
    this.lastWrite = this.lastWrite.then(() => this.writeBatch(positions, seen));
    return this.lastWrite;
  }

  private async writeBatch(positions: LatestLocation[], seen: Map<string, number>): Promise<void> {
    if (positions.length === 0 && seen.size === 0) return;
    const now = performance.now();
    const seenSecondsAgo = new Map([...seen].map(([id, at]) => [id, (now - at) / 1000]));
    try {
      await this.transactions.query(
        WRITE_LOCATIONS,
        columnsOf({ locations: positions, seenSecondsAgo }),
      );
      this.lastError = null;
    } catch (error) {
      this.logger.warn(`Readings of ${seen.size} drivers were not written: ${String(error)}`);
      // Kept only when the database was away. A row it refuses would come back with each
      // batch and hold up everybody's for ever; the next readings replace these.
      if (!(error instanceof DomainError)) return;
      this.lastError = error;
      this.requeue(positions, seen);
    }
  }

  private requeue(positions: readonly LatestLocation[], seen: ReadonlyMap<string, number>): void {
    for (const reading of positions) {
      if (!this.pending.has(reading.driverId)) this.pending.set(reading.driverId, reading);
    }
    for (const [driverId, at] of seen) {
      if (!this.pendingSeen.has(driverId)) this.pendingSeen.set(driverId, at);
    }
    this.scheduleFlush(FLUSH_INTERVAL_MS);
  }
}

const isoNow = (): string => new Date().toISOString();

/** Nothing was recorded in the future, whatever a phone's clock says. */
const clampToNow = (recordedAt: string | undefined, now: string): string => {
  const given = recordedAt === undefined ? now : new Date(recordedAt).toISOString();
  return given < now ? given : now;
};
