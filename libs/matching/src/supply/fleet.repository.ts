import { Injectable } from '@nestjs/common';
import { statusesWithDriver, type Position, type TripStatus } from '#contracts';
import { Transactions, type Transaction } from '#database';
import { SilenceLimits } from '../position/silence-limits.js';
import { KeptSupply } from './kept-supply.js';
import { silentDriverSql } from '../position/silent-driver-sql.js';

/**
 * The statuses are literals, because Postgres matches a partial index only by its literal
 * predicate.
 */
const WITH_DRIVER = statusesWithDriver.map((status) => `'${status}'`).join(', ');
const SILENT = silentDriverSql({ seenAt: 's.seen_at', seconds: '$1', since: 'NULL' });

/**
 * Whole seconds since the write of a position, by the clock of the database. An hour stands for
 * longer ages too, so that the size of a frame has a bound.
 */
const AGE = `floor(extract(epoch FROM least(interval '1 hour', greatest(interval '0',
    clock_timestamp() - p.written_at))))::int AS "ageSeconds"`;

const HAS_TRIP = `EXISTS (SELECT FROM trip t
    WHERE t.driver_id = o.driver_id AND t.status IN (${WITH_DRIVER}))`;

/**
 * The drivers on trips and, as far as there are places, those with an offer, each in the order of
 * a partial index; a driver with several shared trips is listed with one of them. `LIMIT 1` keeps the planner from joining whole tables.
 */
const OCCUPIED = {
  name: 'fleet-occupied',
  text: `
  WITH occupied AS MATERIALIZED (
    (SELECT DISTINCT ON (driver_id) driver_id, id AS trip_id,
      driver_silent_since IS NOT NULL AS is_lost, false AS is_offer
    FROM trip WHERE status IN (${WITH_DRIVER}) ORDER BY driver_id LIMIT $2)
    UNION ALL
    (SELECT o.driver_id, o.trip_id, false, true FROM offer o
    WHERE o.status = 'pending' AND NOT ${HAS_TRIP} ORDER BY o.driver_id LIMIT $2)
    ORDER BY is_offer, driver_id LIMIT $2
  )
  SELECT o.driver_id AS id, p.lat, p.lng, p.heading_degrees AS "headingDegrees",
    p.recorded_at AS "recordedAt", ${AGE}, o.trip_id AS "tripId",
    CASE WHEN o.is_lost THEN 'lost' WHEN NOT o.is_offer THEN 'on_trip'
      WHEN ${SILENT} THEN 'silent' ELSE 'offered' END AS status
  FROM occupied o
  LEFT JOIN LATERAL (SELECT * FROM driver_position p WHERE p.driver_id = o.driver_id LIMIT 1) p
    ON true
  LEFT JOIN LATERAL (SELECT s.seen_at FROM driver_presence s WHERE s.driver_id = o.driver_id
    LIMIT 1) s ON true
  ORDER BY o.is_offer, o.driver_id`,
};

/** How many drivers have a trip or an offer: index entries of what is under way. */
const COUNT_OCCUPIED = {
  name: 'fleet-count-occupied',
  text: `
  SELECT (SELECT count(DISTINCT driver_id) FROM trip WHERE status IN (${WITH_DRIVER}))::int
    + (SELECT count(*) FROM offer o WHERE o.status = 'pending' AND NOT ${HAS_TRIP})::int AS count`,
};

const LOCATIONS = {
  name: 'fleet-locations',
  text: `
  SELECT w.id, p.lat, p.lng, p.heading_degrees AS "headingDegrees", p.recorded_at AS "recordedAt",
    ${AGE}
  FROM unnest($1::uuid[]) AS w(id) JOIN LATERAL (SELECT * FROM driver_position p
    WHERE p.driver_id = w.id LIMIT 1) p ON true`,
};

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
  /** By the clock of the driver's phone. */
  recordedAt: Date;
  /** Whole seconds since the position was written, by the clock of the database; 3,600 at most. */
  ageSeconds: number;
  /** The trip they drive, else the trip of their pending offer, else null. */
  tripId: string | null;
}

/** Some of the drivers on duty or on a trip. */
export interface Fleet {
  drivers: FleetDriver[];
  /** Drivers with a position who aren't listed. */
  omitted: number;
  /** The number of all drivers on duty. */
  online: number;
}

type Location = Omit<FleetDriver, 'status' | 'tripId'>;
type OccupiedDriver = FleetDriver | (Pick<FleetDriver, 'id'> & { lat: null });

const isLocated = (driver: OccupiedDriver): driver is FleetDriver => driver.lat !== null;

/** Reads drivers on duty or on a trip, for the operators' view of the city. */
@Injectable()
export class FleetRepository {
  constructor(
    private readonly transactions: Transactions,
    private readonly supply: KeptSupply,
    private readonly limits: SilenceLimits,
  ) {}

  /**
   * Reads what changed in the supply, and the positions of the listed drivers: the cost is that of
   * the list and of what is under way, at any number of drivers who wait for a trip.
   *
   * @param limit the most drivers listed: first those on trips, then those with an offer, then
   *   those who have been available for longest
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  read(limit: number): Promise<Fleet> {
    return this.transactions.run(async (tx) => {
      await this.supply.refresh(tx);
      const occupied = await tx.query<OccupiedDriver>(OCCUPIED, [
        this.limits.waitingSeconds,
        limit,
      ]);
      const available = await this.readAvailable(tx, occupied, limit - occupied.length);
      const omittedOccupied = await this.countBeyond(tx, occupied.length, limit);
      const drivers = [...occupied.filter(isLocated), ...available.drivers];
      const omitted = omittedOccupied + available.omitted;
      return { drivers, omitted, online: this.supply.onlineCount };
    });
  }

  private async readAvailable(
    tx: Transaction,
    occupied: readonly OccupiedDriver[],
    limit: number,
  ): Promise<{ drivers: FleetDriver[]; omitted: number }> {
    const { drivers: listed, total } = this.supply.listAvailable(limit);
    // The supply is a statement older: a driver may have got an offer since.
    const taken = new Set(occupied.map(({ id }) => id));
    const waiting = listed.filter(({ driverId }) => !taken.has(driverId));
    const omitted = total - listed.length;
    if (waiting.length === 0) return { drivers: [], omitted };
    const silent = new Set(
      waiting.filter(({ isSilent }) => isSilent).map(({ driverId }) => driverId),
    );
    const ids = waiting.map(({ driverId }) => driverId);
    const located = await tx.query<Location>(LOCATIONS, [ids]);
    const drivers = located.map((location) => ({
      ...location,
      status: silent.has(location.id) ? ('silent' as const) : ('idle' as const),
      tripId: null,
    }));
    return { drivers, omitted };
  }

  /** Counts only when the list is full: else all of them are in it. */
  private async countBeyond(tx: Transaction, listed: number, limit: number): Promise<number> {
    if (listed < limit) return 0;
    const [row] = await tx.query<{ count: number }>(COUNT_OCCUPIED);
    return Math.max(0, (row?.count ?? 0) - listed);
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
