import type { FleetSnapshot, Reposition } from '../policy/dispatch-policy.js';
import { requestProbabilities } from './request-probabilities.js';
import { pairUnits, type ZoneUnit } from './zone-pairs.js';
import type { Zones } from './zones.js';

/** A driver who will be free so soon counts as present: no other car is sent in their place. */
const SOON_SECONDS = 100;
/** A rider is worth a drive of so many seconds. */
const RIDER_SECONDS = 4_000;
/**
 * A drive must add at least so many expected riders. The forecast changes from plan to plan; with
 * less, cars are sent to and fro.
 */
const LEAST_RIDERS = 0.3;

export interface FleetPlanParts {
  readonly zones: Zones;
  readonly snapshot: FleetSnapshot;
  /** Expected number of requests in each zone. */
  readonly expected: Float64Array;
}

/**
 * Sends idle cars to zones in which they are more likely to be needed (rebalancing; M. Pavone et
 * al., "Robotic load balancing for mobility-on-demand systems", IJRR 31 (2012)). The n-th car of a
 * zone is needed with the probability of n requests. A drive adds that probability in the zone it
 * goes to and takes it away in the zone it leaves. The plan is the best in total: the expected
 * riders that it adds, at `RIDER_SECONDS` each, less its drives. That is a flow of minimum cost with
 * convex costs; with one unit a car it is an assignment (ADR 0055).
 */
export function planFleet({ zones, snapshot, expected }: FleetPlanParts): Reposition[] {
  const present = countSoonFree(zones, snapshot);
  const idle = idleDriversByZone(zones, snapshot);
  const gaps: ZoneUnit[] = [];
  const cars: ZoneUnit[] = [];
  expected.forEach((mean, zone) => {
    const probabilities = requestProbabilities(mean);
    const count = present[zone]! + idle[zone]!.length;
    for (const riders of probabilities.slice(count)) {
      if (riders > LEAST_RIDERS) gaps.push({ zone, cost: worthOf(LEAST_RIDERS - riders) });
    }
    // The car that a zone misses least comes first.
    idle[zone]!.forEach((_, i) => {
      cars.push({ zone, cost: worthOf(probabilities[count - 1 - i] ?? 0) });
    });
  });
  const drivers = idle.flat();
  return pairUnits(zones, { cars, gaps }).map(({ car, gap }) => ({
    driver: drivers[car]!,
    towardsNode: zones.centers[gaps[gap]!.zone]!,
  }));
}

/**
 * Expected riders in whole seconds of driving, so that no rounding error of a forecast decides between
 * plans that are equally good.
 */
const worthOf = (riders: number): number => Math.round(RIDER_SECONDS * riders);

/** The number of cars of each zone that will be free soon. */
function countSoonFree(zones: Zones, { drivers }: FleetSnapshot): Uint32Array {
  const counts = new Uint32Array(zones.count);
  for (const { busySeconds, node } of drivers) {
    if (busySeconds > 0 && busySeconds < SOON_SECONDS) counts[zones.findZone(node)]! += 1;
  }
  return counts;
}

/** By zone: its idle drivers by id, so that the plan does not depend on the order of the list. */
function idleDriversByZone(zones: Zones, { drivers }: FleetSnapshot): number[][] {
  const idle: number[] = [];
  for (let i = 0; i < drivers.length; i++) if (drivers[i]!.busySeconds === 0) idle.push(i);
  const idOf = (index: number) => drivers[index]!.driverId;
  const isSorted = idle.every((driver, i) => i === 0 || idOf(idle[i - 1]!) < idOf(driver));
  if (!isSorted) idle.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const byZone: number[][] = Array.from({ length: zones.count }, () => []);
  for (const driver of idle) byZone[zones.findZone(drivers[driver]!.node)]!.push(driver);
  return byZone;
}
