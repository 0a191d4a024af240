import { Injectable } from '@nestjs/common';
import type { Position } from '#contracts';
import { Transactions, type PreparedStatement } from '#database';
import { Settings } from '#platform';
import { KeptSupply } from './kept-supply.js';

/** A client can't use a greater number of cars, and counting them costs time. */
const MAX_NEAR = 50;

/**
 * Each trip costs one look-up by key and its own offers, which the deadline of a search bounds. The
 * LIMIT keeps Postgres from joining whole tables.
 */
const SEARCHES: PreparedStatement = {
  name: 'trip-searches',
  text: `
  WITH asked (id) AS (
    SELECT unnest($1::uuid[])
    UNION
    SELECT r.id FROM unnest($2::uuid[]) AS n (rider_id) CROSS JOIN LATERAL (
      SELECT id FROM trip WHERE rider_id = n.rider_id AND status = 'matching' LIMIT 1) r
  )
  SELECT t.id AS "tripId", t.rider_id AS "riderId", t.pickup,
    t.matching_since AS "searchingSince", t.matching_deadline AS "deadline",
    o.asked AS "driversAsked", o.asking AS "driversAsking", r.at AS "retryAt"
  FROM asked a
  CROSS JOIN LATERAL (SELECT id, rider_id, pickup, matching_since, matching_deadline FROM trip
    WHERE id = a.id AND status = 'matching' LIMIT 1) t
  CROSS JOIN LATERAL (SELECT count(DISTINCT driver_id)::int AS asked,
    (count(*) FILTER (WHERE status = 'pending' AND expires_at > clock_timestamp()))::int AS asking
    FROM offer WHERE trip_id = t.id AND created_at >= t.matching_since) o
  CROSS JOIN LATERAL (SELECT min(m.at) AS at FROM (
    SELECT max(closed_at) + make_interval(secs => $3::float8) AS at FROM offer
    WHERE trip_id = t.id AND $3::float8 > 0 AND (status IN ('declined', 'expired')
      OR (status = 'revoked' AND reason = 'undelivered'))
    GROUP BY driver_id HAVING NOT bool_or(status = 'declined') AND count(*) < 3) m
    WHERE m.at > clock_timestamp()) r`,
};

/** The trips whose search is read. */
export interface SearchQuery {
  readonly tripIds: readonly string[];
  /** Riders whose trip, if they have one, is not known. */
  readonly riderIds: readonly string[];
}

/** How the search for a driver of one trip goes. Times are the database's. */
export interface TripSearchState {
  readonly tripId: string;
  readonly riderId: string;
  readonly searchingSince: Date;
  readonly deadline: Date;
  readonly driversAsked: number;
  readonly driversAsking: number;
  readonly driversNear: number;
  /** When the next driver who missed an offer may be asked again; null: none waits for that. */
  readonly retryAt: Date | null;
}

type SearchRow = Omit<TripSearchState, 'driversNear'> & { pickup: Position };

/** Reads how the searches for drivers go. */
@Injectable()
export class TripSearches {
  constructor(
    private readonly transactions: Transactions,
    private readonly supply: KeptSupply,
    private readonly settings: Settings,
  ) {}

  /**
   * Reads the searches in one statement, which costs the number of trips and riders that are given,
   * and the changes of the supply in another one unless they were read within half a second.
   *
   * @returns the trips among them that search for a driver
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async read({ tripIds, riderIds }: SearchQuery): Promise<TripSearchState[]> {
    const { offerRetrySeconds, reachSeconds } = this.settings.matching;
    const parameters = [tripIds, riderIds, offerRetrySeconds];
    const rows = await this.transactions.query<SearchRow>(SEARCHES, parameters);
    if (rows.length === 0) return [];
    if (this.supply.isOld) await this.transactions.run((tx) => this.supply.refreshIfOld(tx));
    return rows.map(({ pickup, ...search }) => ({
      ...search,
      driversNear: this.supply.countNear(pickup, reachSeconds, MAX_NEAR),
    }));
  }
}
