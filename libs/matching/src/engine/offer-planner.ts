import { Inject, Injectable, Logger } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { DispatchPolicy } from '#dispatch';
import { TravelEstimator } from '#geo';
import { Metrics, summarizeError } from '#platform';
import { BatchMaker } from './batch-maker.js';
import { DISPATCH_POLICY } from './dispatch-policy.token.js';
import { halve } from '../halve.js';
import { planOffers, type OfferPlan } from './offer-plan.js';
import type { MatchingWindow } from './window-reader.js';

/**
 * Decisions of one window. A window without an error takes one. To find one of a thousand trips
 * takes about twenty; trips that the limit leaves over are decided on in the next window.
 */
const MAX_DECISIONS = 64;
/** Milliseconds until an isolated trip is tried again, because its drivers may have changed. */
const ISOLATION_MS = 10_000;
/** Isolated trips that are remembered. Of more, the oldest are tried again sooner. */
const MAX_ISOLATED = 1_000;

/**
 * Asks the policy which drivers get an offer. One trip that makes the decision fail must not keep
 * the others from their offers: the window is halved until that trip stands alone. It is then left
 * out for a while, and its search ends at its deadline like any other.
 */
@Injectable()
export class OfferPlanner {
  private readonly logger = new Logger('OfferPlanner');
  /** By trip, when it is tried again; monotonic, in milliseconds. */
  private readonly isolatedUntil = new Map<string, number>();

  constructor(
    private readonly batches: BatchMaker,
    private readonly estimator: TravelEstimator,
    private readonly metrics: Metrics,
    @Inject(DISPATCH_POLICY) private readonly policy: DispatchPolicy,
  ) {}

  /** @returns one plan for each trip that gets an offer; each driver is in at most one of them */
  plan(window: MatchingWindow): OfferPlan[] {
    const now = performance.now();
    for (const [id, until] of this.isolatedUntil) if (until <= now) this.isolatedUntil.delete(id);
    const trips = window.trips.filter(({ id }) => !this.isolatedUntil.has(id));
    const plans: OfferPlan[] = [];
    const failures: string[] = [];
    const parts: MatchingWindow['trips'][] = trips.length > 0 ? [trips] : [];
    for (let decisions = 0; parts.length > 0 && decisions < MAX_DECISIONS; decisions += 1) {
      const part = parts.shift() ?? [];
      try {
        plans.push(...this.decide(withoutTaken(window, part, plans)));
      } catch (error) {
        if (part.length > 1) parts.unshift(...halve(part));
        for (const { id } of part.length === 1 ? part : []) {
          this.isolate(id);
          failures.push(`trip ${id}: ${summarizeError(error)}`);
        }
      }
    }
    if (failures.length > 0) {
      const [first = ''] = failures;
      this.logger.error(`${failures.length} left out of the matching; the first: ${first}`);
    }
    return plans;
  }

  private decide(window: MatchingWindow): OfferPlan[] {
    const batch = this.batches.make(window);
    const pairings = this.policy.decide(batch);
    return planOffers({ window, batch, pairings }, this.estimator);
  }

  private isolate(tripId: string): void {
    const oldest = this.isolatedUntil.keys().next();
    if (this.isolatedUntil.size >= MAX_ISOLATED && !oldest.done) {
      this.isolatedUntil.delete(oldest.value);
    }
    this.isolatedUntil.set(tripId, performance.now() + ISOLATION_MS);
    this.metrics.isolatedRows.inc({ where: 'match' });
  }
}

/** The same window for some of its trips, without the drivers that others have got already. */
function withoutTaken(
  window: MatchingWindow,
  trips: MatchingWindow['trips'],
  plans: readonly OfferPlan[],
): MatchingWindow {
  if (plans.length === 0) return { ...window, trips };
  const taken = new Set(plans.flatMap(({ drivers }) => drivers.map(({ driverId }) => driverId)));
  return { ...window, trips, taken };
}
