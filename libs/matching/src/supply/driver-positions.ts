import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { LocationReading } from '#contracts';
import { Transactions, type Transaction } from '#database';
import { DomainError } from '#platform';

/** At most one statement in this time and process, whatever comes in. */
const FLUSH_INTERVAL_MS = 1000;

type Latest = LocationReading & { driverId: string; recordedAt: string };

const UPSERT = `
  INSERT INTO driver_position (driver_id, lat, lng, heading_degrees, speed_mps, recorded_at)
  SELECT * FROM unnest($1::uuid[], $2::float8[], $3::float8[], $4::float8[], $5::float8[],
    $6::timestamptz[])
  ON CONFLICT (driver_id) DO UPDATE SET lat = excluded.lat, lng = excluded.lng,
    heading_degrees = excluded.heading_degrees, speed_mps = excluded.speed_mps,
    recorded_at = excluded.recorded_at`;

/**
 * Takes drivers' readings in and writes the latest of each in batches: a reading is no
 * event, and a transaction a ping would be the end of the database. What waits here is
 * bounded by the number of drivers; a crash loses a second of readings, which the next
 * ones replace.
 */
@Injectable()
export class DriverPositions implements BeforeApplicationShutdown {
  private readonly logger = new Logger('DriverPositions');
  private waiting = new Map<string, Latest>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private lastFlush = 0;
  /** Why the last write failed, while the database is away. */
  private trouble: DomainError | null = null;

  constructor(private readonly transactions: Transactions) {}

  /** While the pool is still there; what comes in after that is replaced by the next reading. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
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
      .map((reading) => ({ ...reading, driverId, recordedAt: atMost(reading.recordedAt, now) }))
      .reduce((a, b) => (b.recordedAt >= a.recordedAt ? b : a));
    // What came last counts, not what says so: a phone two hours behind would be stuck.
    this.waiting.set(driverId, newest);
    const rest = this.lastFlush + FLUSH_INTERVAL_MS - Date.now();
    if (rest <= 0) await this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), rest).unref();
    if (this.trouble) throw this.trouble;
  }

  /** Writes one position now, in the transaction that goes with it. */
  async write(tx: Transaction, driverId: string, position: LocationReading): Promise<void> {
    await tx.query(UPSERT, columns([{ ...position, driverId, recordedAt: isoNow() }]));
    // An older reading that still waits must not come after it. (One that is on its way
    // may; the next reading mends that. Waiting for it here would hold a connection.)
    tx.afterCommit(() => {
      this.waiting.delete(driverId);
    });
  }

  private flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastFlush = Date.now();
    const batch = [...this.waiting.values()];
    this.waiting = new Map();
    // One after the other: an older batch must not overtake a newer one.
    this.writing = this.writing.then(() => this.writeBatch(batch));
    return this.writing;
  }

  private async writeBatch(batch: Latest[]): Promise<void> {
    if (batch.length === 0) return;
    // One order for all processes, so that two batches can't deadlock on each other.
    batch.sort((a, b) => (a.driverId < b.driverId ? -1 : 1));
    try {
      await this.transactions.query(UPSERT, columns(batch));
      this.trouble = null;
    } catch (error) {
      this.logger.warn(`Positions of ${batch.length} drivers were not written: ${String(error)}`);
      // Kept only when the database was away. A row it refuses would come back with each
      // batch and hold up everybody's for ever; the next readings replace these.
      if (!(error instanceof DomainError)) return;
      this.trouble = error;
      this.keep(batch);
    }
  }

  private keep(batch: readonly Latest[]): void {
    for (const reading of batch) {
      if (!this.waiting.has(reading.driverId)) this.waiting.set(reading.driverId, reading);
    }
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_INTERVAL_MS).unref();
  }
}

const isoNow = (): string => new Date().toISOString();

/** The parameters of `UPSERT`: one array a column. */
const columns = (batch: readonly Latest[]): unknown[] => [
  batch.map(({ driverId }) => driverId),
  batch.map(({ lat }) => lat),
  batch.map(({ lng }) => lng),
  batch.map(({ headingDegrees }) => headingDegrees ?? null),
  batch.map(({ speedMps }) => speedMps ?? null),
  batch.map(({ recordedAt }) => recordedAt),
];

/** Nothing was recorded in the future, whatever a phone's clock says. */
const atMost = (recordedAt: string | undefined, now: string): string => {
  const given = recordedAt === undefined ? now : new Date(recordedAt).toISOString();
  return given < now ? given : now;
};
