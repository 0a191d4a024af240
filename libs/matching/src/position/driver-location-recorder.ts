import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { performance } from 'node:perf_hooks';
import type { LocationReading, Position } from '#contracts';
import { Transactions, type Transaction } from '#database';
import { DomainError } from '#platform';
import { halve } from '../halve.js';
import { DeviceClocks, MAX_DEVICES } from './device-clocks.js';
import {
  WRITE_LOCATION,
  WRITE_LOCATIONS,
  columnsOf,
  type LatestLocation,
} from './location-batch.js';

/** Each process writes at most one batch in this time, however many requests arrive. */
const FLUSH_INTERVAL_MS = 1000;
/** Drivers in one statement, so that a large fleet's batch is no long transaction. */
const MAX_DRIVERS_PER_STATEMENT = 1000;
/** A sign of life waits this long, so that the location report of the same request joins its batch. */
const GATHER_MS = 50;

/**
 * Collects the location reports and the signs of life of drivers, and writes the latest of each
 * driver in batches. A location report isn't an event, and a transaction for each report would
 * overload the database. One batch is written at a time: while the database is slow, later
 * reports replace earlier ones of the same driver in the map, so the number of drivers bounds
 * the memory and no queue of batches grows. A crash loses the reports of about one second,
 * which the next reports replace.
 */
@Injectable()
export class DriverLocationRecorder implements BeforeApplicationShutdown {
  private readonly logger = new Logger('DriverLocationRecorder');
  private pending = new Map<string, LatestLocation>();
  /** The locations of the write under way. */
  private writingLocations: ReadonlyMap<string, LatestLocation> = new Map();
  /** By driver, the time of the last request by this process's monotonic clock. */
  private pendingSeen = new Map<string, number>();
  private readonly clocks = new DeviceClocks();
  /** By driver, the device of the last stamp that counted. */
  private readonly lastDevices = new LRUCache<string, string>({ max: MAX_DEVICES });
  private timer: NodeJS.Timeout | undefined;
  /** The write under way. */
  private writing: Promise<void> | undefined;
  private lastFlushAt = -Infinity;
  /** When the oldest pending report arrived; monotonic, in milliseconds; Infinity: none. */
  private pendingSince = Infinity;
  /** When the oldest report of the write under way arrived. */
  private writingSince = Infinity;
  /** The error of the last write while the database is unavailable. */
  private lastError: DomainError | null = null;

  constructor(private readonly transactions: Transactions) {}

  /**
   * Writes the pending reports before the connection pool closes. Later ones are lost, and the next
   * reports replace them.
   */
  async beforeApplicationShutdown(): Promise<void> {
    await this.writing;
    await this.flush();
  }

  /**
   * How late the written signs of life are, in seconds, beyond the interval of the batches; 0
   * while batches are written in time. A database that is slow or away delays those of all
   * drivers, and must not make all of them look silent.
   */
  get writeDelaySeconds(): number {
    const oldest = Math.min(this.pendingSince, this.writingSince);
    return Math.max(0, performance.now() - oldest - 2 * FLUSH_INTERVAL_MS) / 1000;
  }

  /** Records that a request of this driver arrived. The next batch writes it. */
  touch(driverId: string): void {
    this.noteSeen(driverId);
    this.scheduleFlush(Math.max(this.computeFlushDelay(), GATHER_MS));
  }

  /**
   * Records the location reports of one driver. Of reports that are sent together only the
   * newest counts, and it replaces the one before unless its device stamped it earlier: a batch
   * that was held up must not move the car back. Stamps of two devices are not compared: the one
   * whose clock is ahead would silence the other. The promise resolves at once unless a batch is due now and none is under way.
   *
   * @param deviceId names the client whose clock made the stamps, such as the id of its token
   * @throws DomainError DATABASE_UNAVAILABLE while the database is unavailable; the report is
   *   kept and written later
   */
  async record(
    driverId: string,
    reports: readonly LocationReading[],
    deviceId = driverId,
  ): Promise<void> {
    const newest = findNewest(reports);
    if (!newest) return;
    const judgement = this.judge({ driverId, deviceId }, newest.stampMs);
    // Until a `reset` is written, it lets the later ones of the same device through as well.
    const isReset = judgement === 'reset' || (this.pending.get(driverId)?.isReset ?? false);
    if (judgement !== 'late') this.pending.set(driverId, toLatest(driverId, newest, isReset));
    this.noteSeen(driverId);
    const delayMs = this.computeFlushDelay();
    if (delayMs <= 0 && !this.writing) await this.flush();
    else this.scheduleFlush(Math.max(delayMs, 0));
    if (this.lastError) throw this.lastError;
  }

  /**
   * Records where a driver is once the caller's transaction has committed. The next batch writes it:
   * a transaction that locked the driver's row itself would wait for a batch under way, and would
   * hold up the next batch, and with it the commands of other drivers, until it commits.
   */
  recordAfterCommit(tx: Transaction, driverId: string, position: Position): void {
    tx.afterCommit(() => {
      const stamped = { reading: position, stampMs: null };
      this.pending.set(driverId, toLatest(driverId, stamped, true));
      this.touch(driverId);
    });
  }

  /**
   * Writes a driver's presence, and the position if there is one, in the caller's transaction and in
   * the round trip of its COMMIT.
   */
  write(tx: Transaction, driverId: string, position?: Position): void {
    const stamped = position && { reading: position, stampMs: null };
    const locations = stamped ? [toLatest(driverId, stamped, true)] : [];
    const seenSecondsAgo = new Map([[driverId, 0]]);
    tx.sendWithCommit(WRITE_LOCATION, columnsOf({ locations, seenSecondsAgo }));
    // An older pending report must not overwrite this position. A report in a batch under way
    // may do so until the next report arrives; waiting for that batch would hold a connection.
    tx.afterCommit(() => {
      if (position) this.pending.delete(driverId);
    });
  }

  /** The location that this process received and has not written yet; undefined if none. */
  findPending(driverId: string): PendingLocation | undefined {
    const location = this.pending.get(driverId) ?? this.writingLocations.get(driverId);
    if (!location) return undefined;
    const { reading, recordedMs } = location;
    return { lat: reading.lat, lng: reading.lng, recordedMs };
  }

  /** After another device of the driver, the written stamp is not of this device's clock. */
  private judge(
    { driverId, deviceId }: { driverId: string; deviceId: string },
    stampMs: number | null,
  ): 'newer' | 'reset' | 'late' {
    if (stampMs === null) return 'newer';
    const judgement = this.clocks.judge(deviceId, { stampMs, atMs: performance.now() });
    if (judgement === 'late') return judgement;
    const before = this.lastDevices.get(driverId) ?? deviceId;
    this.lastDevices.set(driverId, deviceId);
    return before === deviceId ? judgement : 'reset';
  }

  private noteSeen(driverId: string): void {
    const now = performance.now();
    this.pendingSeen.set(driverId, now);
    this.pendingSince = Math.min(this.pendingSince, now);
  }

  private computeFlushDelay(): number {
    return this.lastFlushAt + FLUSH_INTERVAL_MS - performance.now();
  }

  private scheduleFlush(milliseconds: number): void {
    this.timer ??= setTimeout(() => void this.flush(), milliseconds).unref();
  }

  /** Writes what is pending, unless a write is under way, which then writes it afterwards. */
  private flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing ??= this.writePending().finally(() => {
      this.writing = undefined;
      // Reports that arrived during the write.
      if (this.pendingSeen.size > 0) this.scheduleFlush(Math.max(this.computeFlushDelay(), 0));
    });
    return this.writing;
  }

  private async writePending(): Promise<void> {
    const takenAt = performance.now();
    this.lastFlushAt = takenAt;
    const [locations, seen] = [this.pending, this.pendingSeen];
    this.pending = new Map();
    this.writingLocations = locations;
    this.pendingSeen = new Map();
    this.writingSince = this.pendingSince;
    this.pendingSince = Infinity;
    const driverIds = [...new Set([...seen.keys(), ...locations.keys()])];
    for (let from = 0; from < driverIds.length; from += MAX_DRIVERS_PER_STATEMENT) {
      const chunk = driverIds.slice(from, from + MAX_DRIVERS_PER_STATEMENT);
      if (await this.writeChunk(pick(locations, chunk), pick(seen, chunk))) continue;
      const rest = driverIds.slice(from);
      this.requeue(pick(locations, rest), pick(seen, rest));
      this.pendingSince = Math.min(this.pendingSince, this.writingSince);
      break;
    }
    this.writingSince = Infinity;
    this.writingLocations = new Map();
  }

  /** @returns false when the database is unavailable, so that the chunk must be written again */
  private async writeChunk(
    located: ReadonlyMap<string, LatestLocation>,
    seen: ReadonlyMap<string, number>,
  ): Promise<boolean> {
    const now = performance.now();
    const seenSecondsAgo = new Map([...seen].map(([id, at]) => [id, (now - at) / 1000]));
    const locations = [...located.values()];
    try {
      await this.transactions.query(WRITE_LOCATIONS, columnsOf({ locations, seenSecondsAgo }));
      this.lastError = null;
      return true;
    } catch (error) {
      if (!(error instanceof DomainError)) return this.writeApart(located, seen, error);
      this.logger.warn(`Locations of ${seen.size} drivers were not written`, error);
      this.lastError = error;
      return false;
    }
  }

  /**
   * Writes a chunk that the database refuses in halves, so that a value of one driver costs no other
   * driver a location or a sign of life. That driver's sign of life is written without the location,
   * which the next report replaces.
   */
  private async writeApart(
    located: ReadonlyMap<string, LatestLocation>,
    seen: ReadonlyMap<string, number>,
    error: unknown,
  ): Promise<boolean> {
    const ids = [...new Set([...seen.keys(), ...located.keys()])];
    if (ids.length > 1) {
      for (const half of halve(ids)) {
        if (!(await this.writeChunk(pick(located, half), pick(seen, half)))) return false;
      }
      return true;
    }
    this.logger.error('A location that the database refuses was left out', error);
    return located.size === 0 || this.writeChunk(new Map(), seen);
  }

  /** Puts back what was not written; reports that arrived meanwhile are newer and stay. */
  private requeue(
    locations: ReadonlyMap<string, LatestLocation>,
    seen: ReadonlyMap<string, number>,
  ): void {
    for (const [driverId, location] of locations) {
      if (!this.pending.has(driverId)) this.pending.set(driverId, location);
    }
    for (const [driverId, at] of seen) {
      if (!this.pendingSeen.has(driverId)) this.pendingSeen.set(driverId, at);
    }
  }
}

/** The entries of a map with these keys, in their order. */
function pick<T>(map: ReadonlyMap<string, T>, keys: readonly string[]): Map<string, T> {
  return new Map(
    keys.flatMap((key) => {
      const value = map.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

/** A location that only this process knows. */
export interface PendingLocation extends Position {
  /** The time of the measurement, in milliseconds since 1970, at most that of the receipt. */
  readonly recordedMs: number;
}

interface StampedReading {
  reading: Omit<LocationReading, 'recordedAt'>;
  /** By the clock of the device, in milliseconds since 1970; null without a stamp. */
  stampMs: number | null;
}

/** The newest of the readings, of two with one stamp the later one; one without a stamp is of now. */
function findNewest(readings: readonly LocationReading[]): StampedReading | undefined {
  let newest: StampedReading | undefined;
  for (const reading of readings) {
    const stampMs = reading.recordedAt === undefined ? null : Date.parse(reading.recordedAt);
    if (!newest || (stampMs ?? Infinity) >= (newest.stampMs ?? Infinity)) {
      newest = { reading, stampMs };
    }
  }
  return newest;
}

/** A phone whose clock is ahead gets the present time: no report is dated in the future. */
function toLatest(
  driverId: string,
  { reading, stampMs }: StampedReading,
  isReset: boolean,
): LatestLocation {
  const recordedMs = Math.min(stampMs ?? Infinity, Date.now());
  return { driverId, reading, recordedMs, deviceMs: stampMs, isReset };
}
