import { Injectable } from '@nestjs/common';
import { statusesWithDriver, type Position, type TripStatus } from '#contracts';
import { Transactions } from '#database';

/** Literally, or Postgres would not see that its partial index fits. */
const WITH_DRIVER = statusesWithDriver.map((status) => `'${status}'`).join(', ');

const LOCATIONS = `
  SELECT t.id AS "tripId", t.rider_id AS "riderId", t.status, t.pickup, t.dropoff,
    p.lat, p.lng, p.heading_degrees AS "headingDegrees", p.recorded_at AS "recordedAt",
    p.written_at AS "writtenAt"
  FROM trip t JOIN driver_position p ON p.driver_id = t.driver_id
  WHERE t.status IN (${WITH_DRIVER}) AND ($1::float8 IS NULL
    OR p.written_at > clock_timestamp() - make_interval(secs => $1::float8))`;

/** Where the driver of a trip was last. */
export interface LastKnownLocation extends Position {
  tripId: string;
  riderId: string;
  status: TripStatus;
  pickup: Position;
  dropoff: Position;
  headingDegrees: number | null;
  /** By the phone. */
  recordedAt: Date;
  /** By the database. */
  writtenAt: Date;
}

/** Where the drivers of trips under way are, whichever process they told it to. */
@Injectable()
export class LastKnownLocations {
  constructor(private readonly transactions: Transactions) {}

  /**
   * @param withinSeconds only positions written that lately; null: all
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  read(withinSeconds: number | null): Promise<LastKnownLocation[]> {
    return this.transactions.query<LastKnownLocation>(LOCATIONS, [withinSeconds]);
  }
}
