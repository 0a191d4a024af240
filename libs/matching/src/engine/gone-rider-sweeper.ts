import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { TripRepository, applyEvents, decide, stateOf, watchRider } from '#trip';
import { RiderPresence } from '../rider/rider-presence.js';
import type { EngineSession } from './engine-session.js';
import { MAX_TRIPS, TripRounds } from './trip-rounds.js';

/** A look at all searches isn't taken with every event. */
const INTERVAL_MS = 1_900;

/** Searches whose rider is gone. The SQL tests the same facts as `watchRider`. */
const GONE = `
  SELECT t.id FROM trip t JOIN rider_presence p ON p.rider_id = t.rider_id
  WHERE t.status = 'matching' AND t.id > $3 AND p.streamed_at >= t.requested_at
    AND greatest(p.seen_at, p.streamed_at, t.matching_since, $1::timestamptz)
      <= clock_timestamp() - make_interval(secs => $2::float8)
  ORDER BY t.id LIMIT ${MAX_TRIPS}`;

const PRESENCE = `
  SELECT seen_at AS "seenAt", streamed_at AS "streamedAt" FROM rider_presence WHERE rider_id = $1`;

interface Presence {
  seenAt: Date;
  streamedAt: Date | null;
}

/**
 * Ends the searches of riders who are gone, so that no driver is sent to a pickup where no rider
 * waits. It is level-triggered: it compares the tables, so a crash of the engine loses no trip.
 */
@Injectable()
export class GoneRiderSweeper {
  private readonly rounds = new TripRounds(INTERVAL_MS, GONE);

  constructor(
    private readonly trips: TripRepository,
    private readonly presence: RiderPresence,
    private readonly settings: Settings,
  ) {}

  /** Looks at the searches, at most every two seconds; each cancel is a transaction of its own. */
  async sweep(session: EngineSession): Promise<void> {
    const { goneSeconds } = this;
    if (goneSeconds === 0 || !this.rounds.takeTurn()) return;
    await this.rounds.sweep(session, [goneSeconds], this.sweepTrip.bind(this));
  }

  /** The limit grows while the signs of life of riders are written late. */
  private get goneSeconds(): number {
    const { riderGoneSeconds } = this.settings.matching;
    return riderGoneSeconds && riderGoneSeconds + this.presence.writeDelaySeconds;
  }

  /** The engine never waits for a lock: a locked trip is left for the next round. */
  private async sweepTrip(tx: Transaction, tripId: string, watchedSince: Date): Promise<void> {
    const trip = await this.trips.tryLock(tx, tripId);
    if (!trip) return;
    const [presence] = await tx.query<Presence>(PRESENCE, [trip.riderId]);
    if (!presence) return;
    const at = await tx.now();
    const state = stateOf(trip);
    const { goneSeconds } = this;
    const command = watchRider({ trip: state, ...presence, watchedSince, goneSeconds, at });
    if (command) await this.trips.save(tx, applyEvents(state, decide(command, state)), { at });
  }
}
