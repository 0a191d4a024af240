import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { TripRepository, applyEvents, decide, stateOf } from '#trip';
import { sweep, type PendingOffer } from '../domain/sweep.js';
import type { OfferState } from '../domain/offer-state.js';
import { OfferRepository } from '../offer/offer.repository.js';
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
    OR ${deliveryDeadlineSql('$3')} <= clock_timestamp() OR ${SILENT})
  UNION
  SELECT id FROM trip WHERE status = 'matching' AND matching_deadline <= clock_timestamp()`;

/** Milliseconds until the next offer or search is due; null when none is open. */
const NEXT_DUE = `
  SELECT extract(epoch FROM least(
    (SELECT min(least(o.expires_at, ${deliveryDeadlineSql('$1')})) FROM offer o
      WHERE o.status = 'pending'),
    (SELECT min(matching_deadline) FROM trip WHERE status = 'matching')
  ) - clock_timestamp())::float8 * 1000 AS ms`;

/** The status of the driver of a pending offer. */
const DRIVER_STATUS = `
  SELECT d.availability = 'online' AS "isDriverOnline", ${SILENT} AS "isDriverSilent"
  FROM driver d LEFT JOIN driver_presence s ON s.driver_id = d.id WHERE d.id = $3`;

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
   * Sweeps every trip with an overdue offer or search, each in a transaction of its own.
   *
   * @returns milliseconds until the next offer or search is due; null when none is open
   */
  async sweepAll(session: EngineSession): Promise<number | null> {
    const { offerAckSeconds } = this.settings.matching;
    const facts = [this.limits.waitingSeconds, session.activeSince, offerAckSeconds];
    const overdue = await session.run((tx) => tx.query<{ id: string }>(OVERDUE, facts));
    for (const { id } of overdue) {
      await session.attempt((tx) => this.sweepTrip(tx, id, session.activeSince));
    }
    // The time at which a driver will become silent can't be computed, because each request of
    // theirs moves it. Every round looks for silent drivers instead.
    const due = (tx: Transaction) => tx.query<{ ms: number | null }>(NEXT_DUE, [offerAckSeconds]);
    const [next] = await session.run(due);
    return next?.ms ?? null;
  }

  /**
   * A trip that another transaction has locked is left for the next round: the engine never waits.
   */
  private async sweepTrip(tx: Transaction, tripId: string, since: Date | null): Promise<void> {
    const trip = await this.trips.tryLock(tx, tripId);
    if (!trip) return;
    const pending: PendingOffer[] = [];
    for (const offer of await this.offers.lockPending(tx, tripId)) {
      pending.push(await this.attachDriverStatus(tx, offer, since));
    }
    const at = await tx.now();
    const { offerAckSeconds } = this.settings.matching;
    const { closings, givesUp } = sweep({ trip, pending, at, offerAckSeconds });
    if (closings.length === 0 && !givesUp) return;
    const state = stateOf(trip);
    const change = givesUp
      ? { trip: applyEvents(state, decide({ type: 'give_up', at }, state)) }
      : {};
    await this.offers.close(tx, { closings, ...change, at });
  }

  private async attachDriverStatus(
    tx: Transaction,
    offer: OfferState,
    since: Date | null,
  ): Promise<PendingOffer> {
    const parameters = [this.limits.waitingSeconds, since, offer.driverId];
    const [driver] = await tx.query<Omit<PendingOffer, 'offer'>>(DRIVER_STATUS, parameters);
    return { offer, ...(driver ?? { isDriverOnline: false, isDriverSilent: true }) };
  }
}
