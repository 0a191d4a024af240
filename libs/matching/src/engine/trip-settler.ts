import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { TripRepository, applyEvents, decide, stateOf } from '#trip';
import { settle } from '../domain/settle.js';
import { DriverRepository } from '../driver/driver.repository.js';
import { OfferRepository } from '../offer/offer.repository.js';
import type { EngineSession } from './engine-session.js';

/** Trips with something overdue: the same facts that `settle` looks at, found by SQL. */
const OVERDUE = `
  SELECT o.trip_id AS id FROM offer o
  JOIN trip t ON t.id = o.trip_id
  LEFT JOIN driver d ON d.id = o.driver_id
  WHERE o.status = 'pending' AND (o.expires_at <= clock_timestamp()
    OR t.status <> 'matching' OR d.availability IS DISTINCT FROM 'online')
  UNION
  SELECT id FROM trip WHERE status = 'matching' AND matching_deadline <= clock_timestamp()`;

/** Milliseconds until the next offer or search is due; null when none is open. */
const NEXT_DUE = `
  SELECT extract(epoch FROM least(
    (SELECT min(expires_at) FROM offer WHERE status = 'pending'),
    (SELECT min(matching_deadline) FROM trip WHERE status = 'matching')
  ) - clock_timestamp())::float8 * 1000 AS ms`;

/** Announces what is over: expired offers, offers without a trip, searches without a result. */
@Injectable()
export class TripSettler {
  constructor(
    private readonly trips: TripRepository,
    private readonly offers: OfferRepository,
    private readonly drivers: DriverRepository,
  ) {}

  /**
   * Settles every trip that has something overdue, one transaction each.
   * @returns milliseconds until something else is due, or null
   */
  async settleAll(session: EngineSession): Promise<number | null> {
    const overdue = await session.run((tx) => tx.query<{ id: string }>(OVERDUE));
    for (const { id } of overdue) await session.attempt((tx) => this.settleTrip(tx, id));
    const [next] = await session.run((tx) => tx.query<{ ms: number | null }>(NEXT_DUE));
    return next?.ms ?? null;
  }

  /** A trip that somebody else has locked is left for the next round: the engine never waits. */
  private async settleTrip(tx: Transaction, tripId: string): Promise<void> {
    const trip = await this.trips.lockUnlessLocked(tx, tripId);
    if (!trip) return;
    const pending = [];
    for (const offer of await this.offers.lockPendingOf(tx, tripId)) {
      const driver = await this.drivers.find(tx, offer.driverId);
      pending.push({ offer, isDriverOnline: driver?.availability === 'online' });
    }
    const at = await tx.now();
    const { closings, givesUp } = settle({ trip, pending, at });
    if (closings.length === 0 && !givesUp) return;
    const state = stateOf(trip);
    const change = givesUp
      ? { trip: applyEvents(state, decide({ type: 'give_up', at }, state)) }
      : {};
    await this.offers.close(tx, { closings, ...change, at });
  }
}
