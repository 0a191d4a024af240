import { Injectable } from '@nestjs/common';
import { statusesWithDriver, type Position, type RouteStop, type TripStatus } from '#contracts';
import { Transactions, type PreparedStatement, type Transaction } from '#database';

/**
 * The statuses are literals, because Postgres matches a partial index only by its literal
 * predicate.
 */
const WITH_DRIVER = statusesWithDriver.map((status) => `'${status}'`).join(', ');

/**
 * The age by the database's clock, which wrote the time. The clock may be set back, and an age is
 * never negative.
 */
const AGE = `greatest(0, extract(epoch FROM clock_timestamp() - p.written_at))::float8`;

/**
 * Each row of `seen` costs one look-up by key in `trip` and one in `driver_position`. The LIMIT
 * keeps Postgres from joining all trips under way or all drivers instead.
 */
const LOCATIONS: PreparedStatement = {
  name: 'watched_locations',
  text: `
  WITH seen (id, driver_id, status, written_at) AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[])
    UNION ALL
    SELECT id, NULL, NULL, NULL FROM unnest($5::uuid[]) AS n (id)
    UNION ALL
    SELECT r.id, NULL, NULL, NULL FROM unnest($6::uuid[]) AS n (rider_id) CROSS JOIN LATERAL (
      SELECT id FROM trip WHERE rider_id = n.rider_id AND status IN (${WITH_DRIVER}) LIMIT 1) r
  )
  SELECT s.id AS "tripId", t.rider_id AS "riderId", t.driver_id AS "driverId", t.status, t.pickup,
    t.dropoff, r.stops, p.lat, p.lng, p.heading_degrees AS "headingDegrees",
    p.recorded_at AS "recordedAt", p.written_at AS "writtenAt", ${AGE} AS "ageSeconds"
  FROM seen s
  LEFT JOIN LATERAL (SELECT rider_id, driver_id, status, pickup, dropoff, seat FROM trip
    WHERE id = s.id AND status IN (${WITH_DRIVER}) LIMIT 1) t ON true
  LEFT JOIN LATERAL (SELECT * FROM driver_position
    WHERE driver_id = t.driver_id LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT stops FROM driver_route
    WHERE driver_id = t.driver_id AND t.seat IS NOT NULL LIMIT 1) r ON true
  WHERE t.status IS DISTINCT FROM s.status OR t.driver_id IS DISTINCT FROM s.driver_id
    OR p.written_at IS DISTINCT FROM s.written_at`,
};

/** The LIMIT keeps Postgres from reading the table: each driver costs one look-up by key. */
const LOCATIONS_OF: PreparedStatement = {
  name: 'last_locations',
  text: `
  SELECT p.driver_id AS "driverId", p.lat, p.lng, p.heading_degrees AS "headingDegrees",
    p.recorded_at AS "recordedAt", ${AGE} AS "ageSeconds"
  FROM unnest($1::uuid[]) AS d (id)
  CROSS JOIN LATERAL (SELECT * FROM driver_position WHERE driver_id = d.id LIMIT 1) p`,
};

/** A trip with a driver, and what was read of it last. */
export interface SeenTrip {
  readonly tripId: string;
  readonly driverId: string;
  readonly status: TripStatus;
  /** The time of the write of the driver's location; null: the driver had none. */
  readonly writtenAt: Date | null;
}

/** The trips whose changes are read. */
export interface LocationQuery {
  /** Trips that were read before. */
  readonly seen: readonly SeenTrip[];
  /** Trips that were not, by id. */
  readonly tripIds: readonly string[];
  /** Riders whose trip, if they have one, is not known. */
  readonly riderIds: readonly string[];
}

/** A trip that has no driver, or no more. */
export interface TripWithoutDriver {
  readonly tripId: string;
  readonly status: null;
}

/**
 * The last reported location of a trip's driver, with the fields of the trip that the stream needs.
 */
export interface LastKnownLocation extends SeenTrip {
  readonly riderId: string;
  readonly pickup: Position;
  readonly dropoff: Position;
  /** The stops of a driver with shared trips; null for a trip that the driver has alone. */
  readonly stops: readonly RouteStop[] | null;
  /** Null, with all that follow, when the driver has reported no location. */
  readonly lat: number | null;
  readonly lng: number | null;
  readonly headingDegrees: number | null;
  /** The time of the report by the phone's clock. */
  readonly recordedAt: Date | null;
  /** Seconds since the server wrote the location, by the database's clock. */
  readonly ageSeconds: number | null;
}

/** The last reported location of one driver. */
export interface DriverReport {
  readonly driverId: string;
  readonly lat: number;
  readonly lng: number;
  readonly headingDegrees: number | null;
  /** The time of the report by the phone's clock. */
  readonly recordedAt: Date;
  /** Seconds since the server wrote the location, by the database's clock. */
  readonly ageSeconds: number;
}

/** Reads the locations of drivers, also those reported to another process. */
@Injectable()
export class LastKnownLocations {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Reads, in one statement, the trips that differ from what was seen, and those that were not
   * seen. It costs the number of trips and riders that are given, whatever else is under way.
   *
   * @returns one row for each trip that changed, at least; none for one that is as it was seen
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  readChanged(watched: LocationQuery): Promise<(LastKnownLocation | TripWithoutDriver)[]> {
    const { seen, tripIds, riderIds } = watched;
    return this.transactions.query<LastKnownLocation | TripWithoutDriver>(LOCATIONS, [
      seen.map(({ tripId }) => tripId),
      seen.map(({ driverId }) => driverId),
      seen.map(({ status }) => status),
      seen.map(({ writtenAt }) => writtenAt),
      tripIds,
      riderIds,
    ]);
  }

  /**
   * Reads the last locations of given drivers through the caller's transaction, in one statement.
   *
   * @returns one for each driver who has reported a location, in any order
   */
  findOfDrivers(tx: Transaction, driverIds: readonly string[]): Promise<DriverReport[]> {
    return tx.query<DriverReport>(LOCATIONS_OF, [driverIds]);
  }
}
