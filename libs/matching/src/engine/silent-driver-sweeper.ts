import { Injectable } from '@nestjs/common';
import { statusesWithDriver } from '#contracts';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import {
  DriverRouteRepository,
  TripRepository,
  applyEvents,
  decide,
  newPin,
  stateOf,
  watchDriver,
} from '#trip';
import { SilenceLimits } from '../position/silence-limits.js';
import type { EngineSession } from './engine-session.js';
import { MAX_TRIPS, TripRounds } from './trip-rounds.js';

/** Less than the longest sleep of the engine. A look at all trips isn't taken with every event. */
const INTERVAL_MS = 900;

/**
 * The statuses are literals, because Postgres matches a partial index only by its literal
 * predicate.
 */
const WITH_DRIVER = statusesWithDriver.map((status) => `'${status}'`).join(', ');
const HEARD_AT = 'greatest(s.seen_at, t.assigned_at, t.arrived_at, t.started_at)';
const silentFor = (seconds: string): string =>
  `(${seconds}::float8 > 0 AND greatest(${HEARD_AT}, $1::timestamptz)
    <= clock_timestamp() - make_interval(secs => ${seconds}::float8))`;

/** Trips whose driver is silent, back or lost. The SQL tests the same facts as `watchDriver`. */
const CHANGED = `
  SELECT t.id FROM trip t LEFT JOIN driver_presence s ON s.driver_id = t.driver_id
  WHERE t.status IN (${WITH_DRIVER}) AND t.id > $4 AND (
    (t.driver_silent_since IS NULL AND ${silentFor('$2')})
    OR ${HEARD_AT} > t.driver_silent_since
    OR (t.status <> 'in_progress' AND ${silentFor('$3')}))
  ORDER BY t.id LIMIT ${MAX_TRIPS}`;

const SEEN_AT = 'SELECT seen_at AS "seenAt" FROM driver_presence WHERE driver_id = $1';

/**
 * Watches the drivers of trips under way: it reports that a driver is silent or back, and gives the
 * trip of a lost driver to the search for another one. It is level-triggered: it compares the
 * tables, so a crash of the engine loses no trip.
 */
@Injectable()
export class SilentDriverSweeper {
  private readonly rounds = new TripRounds(INTERVAL_MS, CHANGED);

  constructor(
    private readonly trips: TripRepository,
    private readonly routes: DriverRouteRepository,
    private readonly limits: SilenceLimits,
    private readonly settings: Settings,
  ) {}

  /** Looks at the trips under way, at most once a second; each change is a transaction of its own. */
  async sweep(session: EngineSession): Promise<void> {
    if (!this.rounds.takeTurn()) return;
    const { tripSeconds, lostSeconds } = this.limits;
    if (tripSeconds === 0 && lostSeconds === 0) return;
    await this.rounds.sweep(session, [tripSeconds, lostSeconds], this.sweepTrip.bind(this));
  }

  /** The engine never waits for a lock: a locked trip or route is left for the next round. */
  private async sweepTrip(tx: Transaction, tripId: string, watchedSince: Date): Promise<void> {
    const trip = await this.trips.tryLock(tx, tripId);
    if (!trip?.driver || !statusesWithDriver.includes(trip.status)) return;
    if (trip.seat !== null && !(await this.routes.tryLock(tx, trip.driver.id))) return;
    const [presence] = await tx.query<{ seenAt: Date }>(SEEN_AT, [trip.driver.id]);
    const at = await tx.now();
    const state = stateOf(trip);
    const command = watchDriver({
      trip: state,
      seenAt: presence?.seenAt ?? null,
      watchedSince,
      silentSeconds: this.limits.tripSeconds,
      lostSeconds: this.limits.lostSeconds,
      matchingDeadlineSeconds: this.settings.trip.matchingDeadlineSeconds,
      nextPin: newPin(state.pin),
      at,
    });
    if (command) await this.trips.save(tx, applyEvents(state, decide(command, state)), { at });
  }
}
