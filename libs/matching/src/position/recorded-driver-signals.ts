import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import type { Transaction } from '#database';
import { DriverSignals, type KnownLocation } from '#trip';
import { DriverLocationRecorder } from './driver-location-recorder.js';
import { SilenceLimits } from './silence-limits.js';

const IS_HEARD = `
  SELECT FROM driver_presence
  WHERE driver_id = $1 AND seen_at > clock_timestamp() - make_interval(secs => $2::float8)`;

const LOCATION = `
  SELECT lat, lng, extract(epoch FROM clock_timestamp() - written_at)::float8
    AS "receivedSecondsAgo"
  FROM driver_position WHERE driver_id = $1`;

/** A location counts for a step this long, in seconds. */
const REPORT_SECONDS = 15;

/**
 * The time of the write shows that a row is new where the clocks of this process and of the database
 * differ: it is at most some seconds later than the report.
 */
const REPORT_SINCE = `
  SELECT lat, lng FROM driver_position WHERE driver_id = $1 AND recorded_at >= $2
    AND recorded_at >= clock_timestamp() - make_interval(secs => $3::float8)
    AND written_at >= clock_timestamp() - make_interval(secs => $3::float8 + 2)`;

/** Reads what the requests and locations of a driver have said. */
@Injectable()
export class RecordedDriverSignals extends DriverSignals {
  constructor(
    private readonly limits: SilenceLimits,
    private readonly recorder: DriverLocationRecorder,
  ) {
    super();
  }

  async isSilent(tx: Transaction, driverId: string): Promise<boolean> {
    const seconds = this.limits.tripSeconds;
    if (seconds === 0) return false;
    return (await tx.query(IS_HEARD, [driverId, seconds])).length === 0;
  }

  reportLocation(tx: Transaction, driverId: string, position: Position): void {
    this.recorder.recordAfterCommit(tx, driverId, position);
  }

  /** A report that this process hasn't written yet is newer than the table's. */
  async findLocation(tx: Transaction, driverId: string): Promise<KnownLocation | null> {
    const pending = this.recorder.findPending(driverId);
    if (pending) return { lat: pending.lat, lng: pending.lng, receivedSecondsAgo: 0 };
    const [written] = await tx.query<KnownLocation>(LOCATION, [driverId]);
    return written ?? null;
  }

  async findReportSince(tx: Transaction, driverId: string, since: Date): Promise<Position | null> {
    const pending = this.recorder.findPending(driverId);
    if (pending) {
      const isNew =
        pending.recordedMs >= Math.max(since.getTime(), Date.now() - REPORT_SECONDS * 1000);
      return isNew ? { lat: pending.lat, lng: pending.lng } : null;
    }
    const [written] = await tx.query<Position>(REPORT_SINCE, [driverId, since, REPORT_SECONDS]);
    return written ?? null;
  }
}
