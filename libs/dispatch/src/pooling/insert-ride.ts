import type { Position } from '#contracts';

/** A stop of a car for one of its rides. */
export interface PoolStop {
  readonly rideId: string;
  readonly isPickup: boolean;
  readonly position: Position;
}

/** What the rider of a ride allows. Times are seconds from now. */
export interface RideLimits {
  readonly latestPickup: number;
  /** When the rider was picked up, 0 or less; null before the pickup. */
  readonly pickedUp: number | null;
  /** The longest time in the car. */
  readonly longestRide: number;
}

/** A car with stops, at the moment in which a ride could be added. */
export interface PoolRoute {
  readonly position: Position;
  readonly stops: readonly PoolStop[];
  readonly limits: ReadonlyMap<string, RideLimits>;
  /** Number of first stops that stay first, because the car waits at them already. */
  readonly fixedStops: number;
}

/** A ride that could be added. */
export interface JoiningRide {
  readonly rideId: string;
  readonly pickup: Position;
  readonly dropoff: Position;
  /** Seconds of the ride without others. */
  readonly directSeconds: number;
  readonly limits: RideLimits;
}

/** The cheapest way to add a ride to a car. */
export interface Insertion {
  readonly stops: readonly PoolStop[];
  /** Seconds from now until each stop. */
  readonly arrivals: readonly number[];
  /** Driving time that the ride adds. */
  readonly addedSeconds: number;
  /** Seconds from now until the pickup. */
  readonly pickupSeconds: number;
  /**
   * The cost in seconds of pickup, comparable with the time to the pickup of an idle car. It is
   * below 0 when the ride shares more of the way than it delays.
   */
  readonly cost: number;
}

/** @returns the driving time between two places, in seconds; Infinity without a road */
export type PoolTravel = (from: Position, to: Position) => number;

/**
 * Weight of a second that a rider arrives later, in seconds of driving (ADR 0050). A fleet that
 * weighs it more drives more kilometres with fewer riders in a car.
 */
export const DELAY_WEIGHT = 0.3;

/**
 * Finds where a ride fits into the stops of a car at the least cost, without a change of the order
 * of the other stops (the insertion of the dial-a-ride problem: J.-J. Jaw et al., Transportation
 * Research B 20 (1986)). Every pair of places is tried, and the limits of every rider are checked.
 * A ride joins only if it is in the car together with another one. A car of at most four rides has
 * seven stops, so there are at most 27 plans.
 *
 * @returns undefined when a rider does not allow any of them
 */
export function insertRide(
  route: PoolRoute,
  ride: JoiningRide,
  travel: PoolTravel,
): Insertion | undefined {
  const { rideId, pickup, dropoff } = ride;
  const known = new Map(route.limits).set(rideId, ride.limits);
  const seconds = keepAnswers(travel);
  const present = walk({ ...route, limits: known }, route.stops, seconds);
  const presentCost = costOf(present.arrivals, route.stops);
  let best: Insertion | undefined;
  for (const [from, to] of placesOf(route)) {
    const stops = [...route.stops];
    stops.splice(to, 0, { rideId, isPickup: false, position: dropoff });
    stops.splice(from, 0, { rideId, isPickup: true, position: pickup });
    const { arrivals, isAllowed } = walk({ ...route, limits: known }, stops, seconds);
    if (!isAllowed) continue;
    const added = costOf(arrivals, stops) - presentCost;
    const cost = added / (1 + DELAY_WEIGHT) - ride.directSeconds;
    if (best && cost >= best.cost) continue;
    const addedSeconds = endOf(arrivals) - endOf(present.arrivals);
    best = { stops, arrivals, addedSeconds, pickupSeconds: arrivals[from] ?? 0, cost };
  }
  return best;
}

/** The places before which pickup and drop-off can be added, so that the ride is shared. */
function* placesOf({ stops, fixedStops }: PoolRoute): Generator<readonly [number, number]> {
  let aboard = countAboard(stops);
  for (let from = 0; from < stops.length; from++) {
    for (let to = from; from >= fixedStops && to <= stops.length; to++) {
      if (aboard > 0 || to > from) yield [from, to];
    }
    aboard += stops[from]?.isPickup ? 1 : -1;
  }
}

/** Riders who are in the car: those whose pickup is no stop any more. */
const countAboard = (stops: readonly PoolStop[]): number =>
  stops.filter(({ isPickup }) => !isPickup).length - stops.filter((stop) => stop.isPickup).length;

interface Walk {
  readonly arrivals: readonly number[];
  readonly isAllowed: boolean;
}

/** Makes the stops in their order, and checks what the riders allow. */
function walk(route: PoolRoute, stops: readonly PoolStop[], travel: PoolTravel): Walk {
  const pickedUp = new Map<string, number>();
  let [at, place, isAllowed] = [0, route.position, true];
  const arrivals = stops.map(({ rideId, isPickup, position }) => {
    at += travel(place, position);
    place = position;
    const limits = route.limits.get(rideId);
    if (isPickup) pickedUp.set(rideId, at);
    const since = pickedUp.get(rideId) ?? limits?.pickedUp ?? 0;
    isAllowed &&= limits !== undefined && Number.isFinite(at);
    if (limits)
      isAllowed &&= isPickup ? at <= limits.latestPickup : at - since <= limits.longestRide;
    return at;
  });
  return { arrivals, isAllowed };
}

const endOf = (arrivals: readonly number[]): number => arrivals.at(-1) ?? 0;

/** Driving time and the weighted arrivals of the riders. */
function costOf(arrivals: readonly number[], stops: readonly PoolStop[]): number {
  const dropoffs = stops.map(({ isPickup }, index) => (isPickup ? 0 : (arrivals[index] ?? 0)));
  return endOf(arrivals) + DELAY_WEIGHT * dropoffs.reduce((sum, at) => sum + at, 0);
}

/** Each leg occurs in many plans, and an estimate may take a route search. */
function keepAnswers(travel: PoolTravel): PoolTravel {
  const answers = new Map<Position, Map<Position, number>>();
  return (from, to) => {
    const known = answers.get(from) ?? new Map<Position, number>();
    answers.set(from, known);
    const seconds = known.get(to) ?? travel(from, to);
    known.set(to, seconds);
    return seconds;
  };
}
