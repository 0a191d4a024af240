import { planCost } from './plan-cost.js';
import type { PlannedStop } from './pooled-ride.js';
import { PlanWalk, type PlanRules, type PlanStart } from './stop-plan.js';

/** Eight stops of four riders have 2,520 orders; most of them end at a limit of a rider. */
const MOST_ORDERED_STOPS = 8;

/**
 * Finds the order of stops with the least cost, by a depth-first search through all orders in
 * which each pickup comes before its drop-off. A branch ends when a rider does not allow it, or
 * when it can't be cheaper than the best order so far. A plan of more than eight stops keeps its
 * order.
 */
export class StopOrderSearch {
  private readonly walks: readonly PlanWalk[];
  private readonly order: PlannedStop[] = [];
  private best: readonly PlannedStop[] = [];
  private leastCost = Infinity;

  constructor(rules: PlanRules) {
    this.walks = Array.from({ length: MOST_ORDERED_STOPS + 1 }, () => new PlanWalk(rules));
  }

  /** @returns the stops in the best order; in the given one if no order is cheaper */
  findBest(start: PlanStart, stops: readonly PlannedStop[]): readonly PlannedStop[] {
    if (stops.length > MOST_ORDERED_STOPS) return stops;
    this.best = stops;
    this.leastCost = this.costOf(start, stops);
    this.order.length = 0;
    this.walks[0]!.begin(start);
    this.extend(stops);
    return this.best;
  }

  private costOf(start: PlanStart, stops: readonly PlannedStop[]): number {
    const walk = this.walks[0]!;
    walk.begin(start);
    for (const stop of stops) if (!walk.visit(stop)) return Infinity;
    return planCost(walk.at, walk.dropoffSum);
  }

  private extend(remaining: readonly PlannedStop[]): void {
    const walk = this.walks[this.order.length]!;
    if (remaining.length === 0) {
      this.leastCost = planCost(walk.at, walk.dropoffSum);
      this.best = [...this.order];
      return;
    }
    for (const stop of remaining) {
      const { ride, isPickup } = stop;
      if (!isPickup && remaining.includes(ride.pickup)) continue;
      const next = this.walks[this.order.length + 1]!;
      next.continueFrom(walk);
      if (!next.visit(stop) || planCost(next.at, next.dropoffSum) >= this.leastCost) continue;
      this.order.push(stop);
      this.extend(remaining.filter((other) => other !== stop));
      this.order.pop();
    }
  }
}
