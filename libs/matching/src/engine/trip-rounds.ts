import { performance } from 'node:perf_hooks';
import type { Transaction } from '#database';
import { ContinuousWatch } from './continuous-watch.js';
import type { EngineSession } from './engine-session.js';

/** The most trips of one round. */
export const MAX_TRIPS = 100;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Judges one trip in a transaction of its own. */
type SweepTrip = (tx: Transaction, tripId: string, watchedSince: Date) => Promise<void>;

/**
 * Looks for overdue trips in rounds. A round goes on behind the last trip of the one before, so that
 * trips which stay overdue don't keep the others from their turn.
 */
export class TripRounds {
  private sweptAtMs = -Infinity;
  private afterId = FIRST_ID;
  private readonly watch = new ContinuousWatch();

  /**
   * @param intervalMs the shortest time between two rounds
   * @param sql finds the ids of at most `MAX_TRIPS` trips, in their order; its parameters are the
   *   time since which the engine watches, the limits, and the id behind which it begins
   */
  constructor(
    private readonly intervalMs: number,
    private readonly sql: string,
  ) {}

  /** Whether the next round is due. It counts as taken. */
  takeTurn(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.sweptAtMs < this.intervalMs) return false;
    this.sweptAtMs = nowMs;
    return true;
  }

  /** @param limits parameters of the query, in seconds */
  async sweep(
    session: EngineSession,
    limits: readonly number[],
    sweepTrip: SweepTrip,
  ): Promise<void> {
    const since = this.watch.note(await session.run((tx) => tx.now()), session.activeSince);
    const facts = [since, ...limits, this.afterId];
    const found = await session.run((tx) => tx.query<{ id: string }>(this.sql, facts));
    this.afterId = found.length < MAX_TRIPS ? FIRST_ID : (found.at(-1)?.id ?? FIRST_ID);
    for (const { id } of found) await session.attempt((tx) => sweepTrip(tx, id, since));
  }
}
