import { Injectable } from '@nestjs/common';
import { statusesWithDriver, type Position, type TripStatus } from '#contracts';
import { Transactions } from '#database';
import { SilenceLimits } from '../position/silence-limits.js';
import { silentDriverSql } from '../position/silent-driver-sql.js';

/**
 * The statuses are literals, because Postgres matches a partial index only by its literal
 * predicate.
 */
const WITH_DRIVER = statusesWithDriver.map((status) => `'${status}'`).join(', ');
const SILENT = silentDriverSql({ seenAt: 's.seen_at', seconds: '$1', since: 'NULL' });

const FLEET = `
  SELECT d.id, p.lat, p.lng, p.heading_degrees AS "headingDegrees",
    p.recorded_at AS "recordedAt", coalesce(t.id, o.trip_id) AS "tripId",
    CASE WHEN t.driver_silent_since IS NOT NULL THEN 'lost'
      WHEN t.id IS NOT NULL THEN 'on_trip' WHEN ${SILENT} THEN 'silent'
      WHEN o.id IS NOT NULL THEN 'offered' ELSE 'idle' END AS status,
    (count(*) OVER ())::int AS total
  FROM driver d JOIN driver_position p ON p.driver_id = d.id
  LEFT JOIN driver_presence s ON s.driver_id = d.id
  LEFT JOIN trip t ON t.driver_id = d.id AND t.status IN (${WITH_DRIVER})
  LEFT JOIN offer o ON o.driver_id = d.id AND o.status = 'pending'
  WHERE d.availability = 'online' OR t.id IS NOT NULL
  ORDER BY t.id IS NULL, o.id IS NULL, d.id
  LIMIT $2`;

const SILENT_TRIPS = `
  SELECT id AS "tripId", driver_id AS "driverId", status,
    driver_silent_since AS "driverSilentSince", driver_lost_at AS "driverLostAt"
  FROM trip WHERE status IN (${WITH_DRIVER}) AND driver_silent_since IS NOT NULL
  ORDER BY driver_silent_since, id LIMIT $1`;

/** A trip under way whose driver is silent. */
export interface SilentTrip {
  tripId: string;
  driverId: string;
  status: TripStatus;
  driverSilentSince: Date;
  driverLostAt: Date | null;
}

/** A driver on duty or on a trip, with the last known position. */
export interface FleetDriver extends Position {
  id: string;
  status: 'idle' | 'offered' | 'on_trip' | 'silent' | 'lost';
  headingDegrees: number | null;
  recordedAt: Date;
  /** The trip they drive, else the trip of their pending offer, else null. */
  tripId: string | null;
}

/** Reads all drivers on duty or on a trip, for the operators' view of the city. */
@Injectable()
export class FleetRepository {
  constructor(
    private readonly transactions: Transactions,
    private readonly limits: SilenceLimits,
  ) {}

  /**
   * @param limit the most drivers listed: first those on trips, then those with an offer
   * @returns the listed drivers, and the number of all
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async read(limit: number): Promise<{ drivers: FleetDriver[]; total: number }> {
    const drivers = await this.transactions.query<FleetDriver & { total: number }>(FLEET, [
      this.limits.waitingSeconds,
      limit,
    ]);
    return { drivers, total: drivers[0]?.total ?? 0 };
  }

  /**
   * Reads the trips whose driver is silent, also those without a known position.
   *
   * @returns at most `limit` trips, the longest silence first
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  readSilentTrips(limit: number): Promise<SilentTrip[]> {
    return this.transactions.query<SilentTrip>(SILENT_TRIPS, [limit]);
  }
}
