import type { TravelClock } from '../travel-clock.js';
import type { PlannedStop } from './pooled-ride.js';

/** Where and when a plan begins, with the passengers who are in the car then. */
export interface PlanStart {
  readonly node: number;
  /** Seconds since midnight of the first day. */
  readonly at: number;
  readonly passengers: number;
}

/** The stops of a car in their order, with the arrival at each. */
export interface StopPlan {
  readonly stops: readonly PlannedStop[];
  readonly arrivals: readonly number[];
}

/** The plan of a car at rest. */
export const NO_STOPS: StopPlan = { stops: [], arrivals: [] };

/** What a fleet allows. */
export interface PlanRules {
  readonly clock: TravelClock;
  /** Passengers in a car at a time. */
  readonly seats: number;
}

/**
 * Goes through the stops of a plan and checks what the riders allow: a pickup within the
 * patience, a time in the car within the longest detour, and a seat for every passenger. It is
 * reused, because a window tries a hundred thousand plans.
 */
export class PlanWalk {
  node = 0;
  at = 0;
  passengers = 0;
  /** Sum of the times of the drop-offs so far. */
  dropoffSum = 0;

  constructor(private readonly rules: PlanRules) {}

  begin({ node, at, passengers }: PlanStart): void {
    this.node = node;
    this.at = at;
    this.passengers = passengers;
    this.dropoffSum = 0;
  }

  /** Continues where another walk is. */
  continueFrom(other: PlanWalk): void {
    this.begin(other);
    this.dropoffSum = other.dropoffSum;
  }

  /** Drives to the next stop. @returns whether its rider allows that */
  visit(stop: PlannedStop): boolean {
    this.at = this.arrivalAt(stop);
    return this.makeStop(stop);
  }

  /** Makes the next stop at a time that is known. @returns whether its rider allows that */
  visitAt(stop: PlannedStop, at: number): boolean {
    this.at = at;
    return this.makeStop(stop);
  }

  arrivalAt({ row }: PlannedStop): number {
    return this.rules.clock.arrive(this.at, row.seconds[this.node]!);
  }

  private makeStop({ node, isPickup, ride }: PlannedStop): boolean {
    this.node = node;
    if (isPickup) {
      ride.pickedUpAt = this.at;
      this.passengers += ride.plan.passengers;
      return this.passengers <= this.rules.seats && this.at <= ride.latestPickupAt;
    }
    this.passengers -= ride.plan.passengers;
    this.dropoffSum += this.at;
    const direct = this.rules.clock.duration(ride.pickedUpAt, ride.plan.tripSeconds);
    return this.at - ride.pickedUpAt <= direct + ride.maxDetourSeconds;
  }
}

/**
 * Computes the arrivals of a plan.
 *
 * @returns undefined when a rider does not allow it
 */
export function schedulePlan(
  start: PlanStart,
  stops: readonly PlannedStop[],
  rules: PlanRules,
): StopPlan | undefined {
  const walk = new PlanWalk(rules);
  walk.begin(start);
  const arrivals: number[] = [];
  for (const stop of stops) {
    if (!walk.visit(stop)) return undefined;
    arrivals.push(walk.at);
  }
  return { stops, arrivals };
}
