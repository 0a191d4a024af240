import type { TravelClock } from '../travel-clock.js';
import type { PlannedStop, PooledRide } from './pooled-ride.js';

/** Where and when a plan begins, with the passengers who are in the car then. */
export interface PlanStart {
  readonly node: number;
  /** Seconds since midnight of the first day. */
  readonly at: number;
  readonly passengers: number;
}

/**
 * The stops of a car in their order, with the time of each: the arrival at a pickup, and when the
 * rider has left the car at a drop-off.
 */
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
  /** Time at a pickup until the car leaves, and at a drop-off until the rider is out. */
  readonly boardingSeconds: number;
}

/**
 * Goes through the stops of a plan and checks what the riders allow: a pickup within the
 * patience, a time in the car within the longest detour, and a seat for every passenger. It is
 * reused, because a window tries a hundred thousand plans.
 */
export class PlanWalk {
  node = 0;
  /** When the car leaves the stop. */
  at = 0;
  /** The time of the stop: at a pickup the arrival. */
  stoppedAt = 0;
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
    const arrivesAt = this.arrivalAt(stop);
    return this.visitAt(stop, stop.isPickup ? arrivesAt : arrivesAt + this.rules.boardingSeconds);
  }

  /** Makes the next stop at a time that is known. @returns whether its rider allows that */
  visitAt(stop: PlannedStop, at: number): boolean {
    this.stoppedAt = at;
    this.at = stop.isPickup ? at + this.rules.boardingSeconds : at;
    return this.makeStop(stop);
  }

  arrivalAt({ row }: PlannedStop): number {
    return this.rules.clock.arrive(this.at, row.seconds[this.node]!);
  }

  private makeStop({ node, isPickup, ride }: PlannedStop): boolean {
    this.node = node;
    if (isPickup) {
      ride.pickedUpAt = this.stoppedAt;
      this.passengers += ride.plan.passengers;
      return this.passengers <= this.rules.seats && this.stoppedAt <= ride.latestPickupAt;
    }
    this.passengers -= ride.plan.passengers;
    this.dropoffSum += this.at;
    const direct = directSeconds(ride, this.rules);
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
    arrivals.push(walk.stoppedAt);
  }
  return { stops, arrivals };
}

/** The time in the car of a rider who rides alone, from the arrival at the pickup. */
export function directSeconds(
  { pickedUpAt, plan }: PooledRide,
  { clock, boardingSeconds }: Pick<PlanRules, 'clock' | 'boardingSeconds'>,
): number {
  const ride = clock.duration(pickedUpAt + boardingSeconds, plan.tripSeconds);
  return boardingSeconds === 0 ? ride : ride + 2 * boardingSeconds;
}

/**
 * Computes the arrivals of a plan from which stops were removed. They are not later than before, so
 * no rider is asked.
 */
export function rescheduleStops(
  start: PlanStart,
  stops: readonly PlannedStop[],
  rules: PlanRules,
): StopPlan {
  const walk = new PlanWalk(rules);
  walk.begin(start);
  const arrivals = stops.map((stop) => {
    walk.visit(stop);
    return walk.stoppedAt;
  });
  return { stops, arrivals };
}
