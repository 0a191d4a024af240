import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { activeStatuses } from '#contracts';
import { Transactions } from '#database';

const countsByStatus = z.record(z.string(), z.int().min(0)).meta({ id: 'CountsByStatus' });

/** The numbers of trips, drivers and offers that are under way. */
export const cityCountsSchema = z
  .strictObject({
    /** By status; trips that have ended are left out. */
    trips: countsByStatus,
    /** By availability; drivers off duty are left out. */
    drivers: countsByStatus,
    /** By status; offers that have ended are left out. */
    offers: countsByStatus,
  })
  .meta({ id: 'CityCounts' });

export type CityCounts = z.infer<typeof cityCountsSchema>;

/**
 * The conditions are literals, because Postgres matches a partial index only by its literal
 * predicate: `trip_one_active_per_rider`, `driver_online` and `offer_one_pending_per_driver`.
 */
const UNDER_WAY = activeStatuses.map((status) => `'${status}'`).join(', ');

const TRIPS = `(SELECT coalesce(json_object_agg(status, n), '{}') FROM
      (SELECT status, count(*)::int AS n FROM trip WHERE status IN (${UNDER_WAY})
       GROUP BY status) t) AS trips`;
const OFFERS = `(SELECT coalesce(json_object_agg(status, n), '{}') FROM
      (SELECT status, count(*)::int AS n FROM offer WHERE status = 'pending'
       GROUP BY status) o) AS offers`;

/** Exported for the test of its cost. */
export const COUNT_CITY = `
  SELECT ${TRIPS}, ${OFFERS},
    (SELECT coalesce(json_object_agg(availability, n), '{}') FROM
      (SELECT availability, count(*)::int AS n FROM driver WHERE availability = 'online'
       GROUP BY availability) d) AS drivers`;

const COUNT_UNDER_WAY = { name: 'count-under-way', text: `SELECT ${TRIPS}, ${OFFERS}` };

/** Counts what is under way. The cost is that of the counted rows, however long the history is. */
@Injectable()
export class CityCounter {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Counts for one request of an operator. It reads an index entry of each driver on duty, 1 ms
   * for 10,000 of them; what repeats every second takes the number that the supply has.
   *
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async count(): Promise<CityCounts> {
    const [counts] = await this.transactions.query<CityCounts>(COUNT_CITY);
    return counts ?? { trips: {}, drivers: {}, offers: {} };
  }

  /**
   * Counts trips and offers, without the drivers on duty.
   *
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async countUnderWay(): Promise<Omit<CityCounts, 'drivers'>> {
    const [counts] = await this.transactions.query<CityCounts>(COUNT_UNDER_WAY);
    return counts ?? { trips: {}, offers: {} };
  }
}
