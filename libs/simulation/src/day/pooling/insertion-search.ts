import { planCost, rideCost } from './plan-cost.js';
import type { PooledRide } from './pooled-ride.js';
import { NO_STOPS, PlanWalk, type PlanRules, type PlanStart, type StopPlan } from './stop-plan.js';

/** A car at the moment in which a ride could be added. */
export interface InsertionPlace {
  /** Seconds since midnight of the first day. */
  readonly at: number;
  /** Where the car can leave its plan. */
  readonly start: PlanStart;
  readonly plan: StopPlan;
}

/** A plan with more stops takes no further ride, which bounds the search. */
const MOST_STOPS = 24;
const NOWHERE: PlanStart = { node: 0, at: 0, passengers: 0 };

/**
 * Finds where a ride fits into the plan of a car at the least cost, without a change of the order
 * of the other stops (the insertion of the dial-a-ride problem: J.-J. Jaw et al., "A heuristic
 * algorithm for the multi-vehicle advance request dial-a-ride problem with time windows",
 * Transportation Research B 20 (1986)). Every pair of places is tried, and every rider of the plan
 * is checked. A car that has a plan takes a ride only if it shares a part of its way; what comes
 * after the last drop-off is decided when the car is free.
 */
export class InsertionSearch {
  private readonly before: PlanWalk;
  private readonly shared: PlanWalk;
  private readonly after: PlanWalk;
  private place: InsertionPlace = { at: 0, start: NOWHERE, plan: NO_STOPS };
  /** The cost of the plan without the ride, whose drop-off counts from now. */
  private presentCost = 0;
  private leastCost = Infinity;
  private pickupBefore = 0;
  private dropoffBefore = 0;

  constructor(private readonly rules: PlanRules) {
    this.before = new PlanWalk(rules);
    this.shared = new PlanWalk(rules);
    this.after = new PlanWalk(rules);
  }

  /** The pickup that `findCost` found comes before the stop of the plan with this index. */
  get pickupIndex(): number {
    return this.pickupBefore;
  }

  /** The drop-off that `findCost` found comes before the stop of the plan with this index. */
  get dropoffIndex(): number {
    return this.dropoffBefore;
  }

  /** Sets the car to which rides are added. */
  begin(place: InsertionPlace): void {
    this.place = place;
    const { at, start, plan } = place;
    this.presentCost = planCost(plan.arrivals[plan.stops.length - 1] ?? start.at, at);
    plan.stops.forEach(({ isPickup }, index) => {
      if (!isPickup) this.presentCost += planCost(0, plan.arrivals[index]!);
    });
  }

  /**
   * Finds the cheapest way to add a ride.
   *
   * @param latestPickupAt in seconds since midnight of the first day
   * @returns the cost in seconds of pickup; Infinity when the ride can't be added
   */
  findCost(ride: PooledRide, latestPickupAt: number): number {
    const { start, plan } = this.place;
    this.leastCost = Infinity;
    const count = plan.stops.length;
    if (ride.plan.passengers > this.rules.seats || count > MOST_STOPS) return Infinity;
    this.before.begin(start);
    if (count === 0) return this.findFirst(ride, latestPickupAt);
    for (let index = 0; index < count; index++) {
      // By the triangle inequality every later place of the pickup is later, too.
      if (this.before.arrivalAt(ride.pickup) > latestPickupAt) break;
      this.tryPickup(ride, index);
      this.before.visitAt(plan.stops[index]!, plan.arrivals[index]!);
    }
    return rideCost(this.leastCost - this.presentCost, ride.plan.tripSeconds);
  }

  /** The time to the pickup, without a rounding by the cost of a plan. */
  private findFirst({ pickup }: PooledRide, latestPickupAt: number): number {
    [this.pickupBefore, this.dropoffBefore] = [0, 0];
    const arrivesAt = this.before.arrivalAt(pickup);
    return arrivesAt > latestPickupAt ? Infinity : arrivesAt - this.place.at;
  }

  /** Tries every place of the drop-off after one of the pickup. */
  private tryPickup(ride: PooledRide, pickupIndex: number): void {
    const { stops } = this.place.plan;
    const isEmpty = this.before.passengers === 0;
    this.shared.continueFrom(this.before);
    if (!this.shared.visit(ride.pickup)) return;
    for (let index = pickupIndex; index <= stops.length; index++) {
      if (!isEmpty || index > pickupIndex) {
        this.after.continueFrom(this.shared);
        // Every later place of the drop-off is later, too.
        if (!this.after.visit(ride.dropoff)) return;
        this.keepCheapest(pickupIndex, index);
      }
      if (index === stops.length || !this.shared.visit(stops[index]!)) return;
    }
  }

  /** Makes the remaining stops, and keeps the plan if no rider objects and it is the cheapest. */
  private keepCheapest(pickupIndex: number, dropoffIndex: number): void {
    const { stops } = this.place.plan;
    for (let index = dropoffIndex; index < stops.length; index++) {
      if (!this.after.visit(stops[index]!)) return;
    }
    const cost = planCost(this.after.at, this.after.dropoffSum);
    if (cost >= this.leastCost) return;
    this.leastCost = cost;
    this.pickupBefore = pickupIndex;
    this.dropoffBefore = dropoffIndex;
  }
}
