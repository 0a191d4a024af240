import { Injectable } from '@nestjs/common';
import { statusesWithDriver, type Position } from '#contracts';
import { Transactions } from '#database';
import { Settings } from '#platform';
import { silentDriverSql } from '../position/silent-driver-sql.js';

/** Literally, or Postgres would not see that its partial index fits. */
const WITH_DRIVER = statusesWithDriver.map((status) => `'${status}'`).join(', ');
const SILENT = silentDriverSql({ seenAt: 's.seen_at', seconds: '$1', since: 'NULL' });

const FLEET = `
  SELECT d.id, p.lat, p.lng, p.heading_degrees AS "headingDegrees",
    p.recorded_at AS "recordedAt", coalesce(t.id, o.trip_id) AS "tripId",
    CASE WHEN t.id IS NOT NULL THEN 'on_trip' WHEN ${SILENT} THEN 'silent'
      WHEN o.id IS NOT NULL THEN 'offered' ELSE 'idle' END AS status,
    (count(*) OVER ())::int AS total
  FROM driver d JOIN driver_position p ON p.driver_id = d.id
  LEFT JOIN driver_presence s ON s.driver_id = d.id
  LEFT JOIN trip t ON t.driver_id = d.id AND t.status IN (${WITH_DRIVER})
  LEFT JOIN offer o ON o.driver_id = d.id AND o.status = 'pending'
  WHERE d.availability = 'online' OR t.id IS NOT NULL
  ORDER BY t.id IS NULL, o.id IS NULL, d.id
  LIMIT $2`;

/** A driver on duty or on a trip, and where. */
export interface FleetDriver extends Position {
  id: string;
  status: 'idle' | 'offered' | 'on_trip' | 'silent';
  headingDegrees: number | null;
  recordedAt: Date;
  /** Of the trip they drive, else of the one they are offered. */
  tripId: string | null;
}

/** Everybody who drives, for those who watch over the city. */
@Injectable()
export class FleetRepository {
  constructor(
    private readonly transactions: Transactions,
    private readonly settings: Settings,
  ) {}

  /**
   * @param limit most drivers that are listed, those on trips first
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async read(limit: number): Promise<{ drivers: FleetDriver[]; total: number }> {
    const { driverSilenceSeconds } = this.settings.matching;
    const drivers = await this.transactions.query<FleetDriver & { total: number }>(FLEET, [
      driverSilenceSeconds,
      limit,
    ]);
    return { drivers, total: drivers[0]?.total ?? 0 };
  }
}
