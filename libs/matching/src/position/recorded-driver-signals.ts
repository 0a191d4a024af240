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
}
