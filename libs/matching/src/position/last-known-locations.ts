import { Injectable } from '@nestjs/common';
import { statusesWithDriver, type Position, type TripStatus } from '#contracts';
import { Transactions } from '#database';

/**
 * The statuses are literals, because Postgres matches a partial index only by its literal
 * predicate.
 */
const WITH_DRIVER = statusesWithDriver.map((status) => `'${status}'`).join(', ');

const LOCATIONS = `
  SELECT t.id AS "tripId", t.rider_id AS "riderId", t.status, t.pickup, t.dropoff,
    p.lat, p.lng, p.heading_degrees AS "headingDegrees", p.recorded_at AS "recordedAt",
    p.written_at AS "writtenAt"
  FROM trip t JOIN driver_position p ON p.driver_id = t.driver_id
  WHERE t.status IN (${WITH_DRIVER}) AND ($1::float8 IS NULL
    OR p.written_at > clock_timestamp() - make_interval(secs => $1::float8))`;

/**
 * The last reported location of a trip's driver, with the fields of the trip that the stream needs.
 */
export interface LastKnownLocation extends Position {
  tripId: string;
  riderId: string;
  status: TripStatus;
  pickup: Position;
  dropoff: Position;
  headingDegrees: number | null;
  /** The time of the report by the phone's clock. */
  recordedAt: Date;
  /** The time of the write by the database's clock. */
  writtenAt: Date;
}

/** Reads the locations of all drivers on a trip, also those reported to another process. */
@Injectable()
export class LastKnownLocations {
  constructor(private readonly transactions: Transactions) {}

  /**
   * @param withinSeconds reads only locations written in the last so many seconds; null: all
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  read(withinSeconds: number | null): Promise<LastKnownLocation[]> {
    return this.transactions.query<LastKnownLocation>(LOCATIONS, [withinSeconds]);
  }
}
