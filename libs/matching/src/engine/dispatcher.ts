import { Inject, Injectable } from '@nestjs/common';
import type { DispatchPolicy } from '#dispatch';
import { TravelEstimator } from '#geo';
import { Metrics } from '#platform';
import { BatchMaker } from './batch-maker.js';
import { DISPATCH_POLICY } from './dispatch-policy.token.js';
import type { EngineSession } from './engine-session.js';
import { OfferMaker } from './offer-maker.js';
import { planOffers, type OfferPlan } from './offer-plan.js';
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
    private readonly batches: BatchMaker,
    private readonly offers: OfferMaker,
    private readonly estimator: TravelEstimator,
    private readonly metrics: Metrics,
    @Inject(DISPATCH_POLICY) private readonly policy: DispatchPolicy,
  ) {}

  /** @returns the number of trips that are still without an offer */
  async matchOnce(session: EngineSession): Promise<number> {
    const stop = this.metrics.matchSeconds.startTimer();
    const window = await session.run((tx) => this.windows.read(tx, session.activeSince));
    const count = window.trips.length;
    let offered = 0;
    if (count > 0) {
      for (const plan of this.decide(window)) {
        if (await this.offers.make(session, plan)) offered += 1;
      }
      this.record(count, offered);
    }
    stop();
    return count - offered;
  }

  private decide(window: MatchingWindow): OfferPlan[] {
    const stop = this.metrics.matchSolveSeconds.startTimer();
    const batch = this.batches.make(window);
    const pairings = this.policy.decide(batch);
    stop();
    return planOffers({ window, batch, pairings }, this.estimator);
  }

  private record(count: number, offered: number): void {
    this.metrics.matchBatchSize.observe(count);
    this.metrics.matchTrips.inc({ outcome: 'offered' }, offered);
    this.metrics.matchTrips.inc({ outcome: 'left' }, count - offered);
  }
}
