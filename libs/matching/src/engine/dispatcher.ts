import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform';
import type { EngineSession } from './engine-session.js';
import { OfferMaker } from './offer-maker.js';
import type { OfferPlan } from './offer-plan.js';
import { OfferPlanner } from './offer-planner.js';
import { PoolPlanner } from '../pooling/pool-planner.js';
import { WindowReader, type MatchingWindow } from './window-reader.js';

/**
 * Runs one matching window: it reads demand and supply and makes offers. It doesn't call the
 * policy's `reposition`, because the wire contract has no message that sends an idle driver to
 * another place.
 */
@Injectable()
export class Dispatcher {
  constructor(
    private readonly windows: WindowReader,
    private readonly pools: PoolPlanner,
    private readonly planner: OfferPlanner,
    private readonly offers: OfferMaker,
    private readonly metrics: Metrics,
  ) {}

  /** @returns the number of trips that are still without an offer */
  async matchOnce(session: EngineSession): Promise<number> {
    const stop = this.metrics.matchSeconds.startTimer();
    const window = await session.run((tx) => this.windows.read(tx, session.activeSince));
    const count = window.trips.length;
    let offered = 0;
    if (count > 0) {
      offered = await this.offers.makeAll(session, this.decide(window));
      this.record(count, offered);
    }
    stop();
    this.metrics.waitingTrips.set(count - offered);
    return count - offered;
  }

  private decide(window: MatchingWindow): OfferPlan[] {
    const stop = this.metrics.matchSolveSeconds.startTimer();
    const joining = this.pools.plan(window);
    const joined = new Set(joining.map(({ tripId }) => tripId));
    const trips = window.trips.filter(({ id }) => !joined.has(id));
    const plans = this.planner.plan({ ...window, trips });
    stop();
    return [...joining, ...plans];
  }

  private record(count: number, offered: number): void {
    this.metrics.matchBatchSize.observe(count);
    this.metrics.matchTrips.inc({ outcome: 'offered' }, offered);
    this.metrics.matchTrips.inc({ outcome: 'left' }, count - offered);
  }
}
