import { Injectable } from '@nestjs/common';
import { Transactions } from '#database';

/** The numbers of trips, drivers and offers. */
export interface CityCounts {
  /** By status. */
  trips: Record<string, number>;
  /** By availability. */
  drivers: Record<string, number>;
  /** By status. */
  offers: Record<string, number>;
}

const COUNTS = `
  SELECT
    (SELECT coalesce(json_object_agg(status, n), '{}') FROM
      (SELECT status, count(*)::int AS n FROM trip GROUP BY status) t) AS trips,
    (SELECT coalesce(json_object_agg(availability, n), '{}') FROM
      (SELECT availability, count(*)::int AS n FROM driver GROUP BY availability) d) AS drivers,
    (SELECT coalesce(json_object_agg(status, n), '{}') FROM
      (SELECT status, count(*)::int AS n FROM offer GROUP BY status) o) AS offers`;

/**
 * Counts all trips, drivers and offers in the database. The query scans the tables, so its cost
 * grows with them.
 */
@Injectable()
export class CityCounter {
  constructor(private readonly transactions: Transactions) {}

  /** @throws DomainError DATABASE_UNAVAILABLE */
  async count(): Promise<CityCounts> {
    const [counts] = await this.transactions.query<CityCounts>(COUNTS);
    return counts ?? { trips: {}, drivers: {}, offers: {} };
  }
}
