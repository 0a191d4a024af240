import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { TripRepository, applyEvents, decide, stateOf, type TripEntity } from '#trip';
import { sweep, type PendingOffer } from '../domain/sweep.js';
import type { OfferState } from '../domain/offer-state.js';
import { OfferRepository, type SweptTrip } from '../offer/offer.repository.js';
import { SilenceLimits } from '../position/silence-limits.js';
import { silentDriverSql } from '../position/silent-driver-sql.js';
import type { EngineSession } from './engine-session.js';

const SILENT = silentDriverSql({ seenAt: 's.seen_at', seconds: '$1', since: '$2' });

/** SQL: the time at which an offer counts as undelivered; NULL when it never does. */
const deliveryDeadlineSql = (seconds: string): string =>
  `CASE WHEN ${seconds}::float8 > 0 AND o.acknowledged_at IS NULL
    THEN o.created_at + make_interval(secs => ${seconds}::float8) END`;

/** Trips with an overdue offer or search. The SQL tests the same facts as the function `sweep`. */
const OVERDUE = `
  SELECT o.trip_id AS id FROM offer o
  JOIN trip t ON t.id = o.trip_id
  LEFT JOIN driver d ON d.id = o.driver_id
  LEFT JOIN driver_presence s ON s.driver_id = o.driver_id
  WHERE o.status = 'pending' AND (o.expires_at <= clock_timestamp()
    OR t.status <> 'matching' OR d.availability IS DISTINCT FROM 'online'
    OR ${deliveryDeadlineSql('$3')} <= clock_timestamp() OR ${SILENT}
    OR (o.ride ? 'route' AND (o.ride->'route'->>'version')::int IS DISTINCT FROM
      (SELECT r.version FROM driver_route r WHERE r.driver_id = o.driver_id)))
  UNION
  SELECT id FROM trip WHERE status = 'matching' AND matching_deadline <= clock_timestamp()`;

/** Milliseconds until the next offer or search is due; null when none is open. */
const NEXT_DUE = `
  SELECT extract(epoch FROM least(
    (SELECT min(least(o.expires_at, ${deliveryDeadlineSql('$1')})) FROM offer o
      WHERE o.status = 'pending'),
    (SELECT min(matching_deadline) FROM trip WHERE status = 'matching')
  ) - clock_timestamp())::float8 * 1000 AS ms`;

/** The status of the drivers of pending offers. */
const DRIVER_STATUSES = `
  SELECT d.id, d.availability = 'online' AS "isDriverOnline", ${SILENT} AS "isDriverSilent",
    (SELECT r.version FROM driver_route r WHERE r.driver_id = d.id) AS "routeVersion"
  FROM driver d LEFT JOIN driver_presence s ON s.driver_id = d.id WHERE d.id = ANY($3::uuid[])`;

/** The most trips of one transaction. It bounds how long their rows stay locked. */
const MAX_TRIPS = 256;

type DriverStatus = Pick<PendingOffer, 'isDriverOnline' | 'isDriverSilent'> & {
  /** Null: the driver has had no shared trip. */
  routeVersion: number | null;
};

/** A driver without a row is not on duty. */
const UNKNOWN_DRIVER: DriverStatus = {
  isDriverOnline: false,
  isDriverSilent: true,
  routeVersion: null,
};

/** Closes overdue offers and gives up overdue searches, each with its events. */
@Injectable()
export class OverdueSweeper {
  constructor(
    private readonly trips: TripRepository,
    private readonly offers: OfferRepository,
    private readonly settings: Settings,
    private readonly limits: SilenceLimits,
  ) {}

  /**
   * Sweeps every trip with an overdue offer or search, many in one transaction. A trip that makes
   * its transaction fail is left for the next round, and the others are swept.
   *
   * @returns milliseconds until the next offer or search is due; null when none is open
   */
  async sweepAll(session: EngineSession): Promise<number | null> {
    const { offerAckSeconds } = this.settings.matching;
    const facts = [this.limits.waitingSeconds, session.activeSince, offerAckSeconds];
    const overdue = await session.run((tx) => tx.query<{ id: string }>(OVERDUE, facts));
    for (let from = 0; from < overdue.length; from += MAX_TRIPS) {
      const ids = overdue.slice(from, from + MAX_TRIPS).map(({ id }) => id);
      await session.attemptAll(ids, (tx, part) => this.sweepTrips(tx, part, session.activeSince));
    }
    // The time at which a driver will become silent can't be computed, because each request of
    // theirs moves it. Every round looks for silent drivers instead.
    const due = (tx: Transaction) => tx.query<{ ms: number | null }>(NEXT_DUE, [offerAckSeconds]);
    const [next] = await session.run(due);
    return next?.ms ?? null;
  }

  /**
   * A trip is left for the next round when another transaction has locked it or one of its offers:
   * the engine never waits. The number of statements doesn't depend on the number of trips.
   */
  private async sweepTrips(
    tx: Transaction,
    tripIds: readonly string[],
    since: Date | null,
  ): Promise<void> {
    const trips = await this.trips.tryLockAll(tx, tripIds);
    if (trips.length === 0) return;
    const lockedIds = trips.map(({ id }) => id);
    const { locked, heldTripIds } = await this.offers.tryLockPending(tx, lockedIds);
    const statuses = await this.readDriverStatuses(tx, locked, since);
    const at = await tx.now();
    const sweeps = trips
      .filter(({ id }) => !heldTripIds.has(id))
      .flatMap((trip) => {
        const pending = locked
          .filter(({ tripId }) => tripId === trip.id)
          .map((offer) => toPending(offer, statuses.get(offer.driverId) ?? UNKNOWN_DRIVER));
        return this.decideSweep(trip, pending, at) ?? [];
      });
    if (sweeps.length > 0) await this.offers.closeAll(tx, { sweeps, at });
  }

  /** @returns null when nothing of the trip is overdue */
  private decideSweep(
    trip: TripEntity,
    pending: readonly PendingOffer[],
    at: Date,
  ): SweptTrip | null {
    const { offerAckSeconds } = this.settings.matching;
    const { closings, givesUp } = sweep({ trip, pending, at, offerAckSeconds });
    if (!givesUp) return closings.length > 0 ? { closings } : null;
    const state = stateOf(trip);
    return { closings, trip: applyEvents(state, decide({ type: 'give_up', at }, state)) };
  }

  private async readDriverStatuses(
    tx: Transaction,
    offers: readonly OfferState[],
    since: Date | null,
  ): Promise<Map<string, DriverStatus>> {
    const driverIds = offers.map(({ driverId }) => driverId);
    const parameters = [this.limits.waitingSeconds, since, driverIds];
    const rows = await tx.query<DriverStatus & { id: string }>(DRIVER_STATUSES, parameters);
    return new Map(rows.map(({ id, ...status }) => [id, status]));
  }
}

function toPending(offer: OfferState, { routeVersion, ...status }: DriverStatus): PendingOffer {
  const { route } = offer.ride;
  return { offer, ...status, isRouteChanged: !!route && route.version !== routeVersion };
}
