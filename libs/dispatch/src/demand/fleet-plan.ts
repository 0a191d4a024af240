import { bestAssignment } from '../assignment/best-assignment.js';
import { UNASSIGNED } from '../assignment/pair-graph.js';
import type { PairSource } from '../assignment/pair-source.js';
import type { TopColumns } from '../assignment/top-k.js';
import type { FleetSnapshot, Reposition } from '../policy/dispatch-policy.js';
import type { Zones } from './zones.js';

/** A driver who will be free so soon counts as present: no other car is sent in their place. */
const SOON_SECONDS = 100;
/** The value of a car in a zone that lacks one, in seconds: more than any sum of drives. */
const FILL_ALL_SECONDS = 1e7;

export interface FleetPlanParts {
  readonly zones: Zones;
  readonly snapshot: FleetSnapshot;
  /** Expected number of requests in each zone. */
  readonly expected: Float64Array;
}

/**
 * Sends idle cars to zones with more expected requests than cars (rebalancing; M. Pavone et al.,
 * "Robotic load balancing for mobility-on-demand systems", IJRR 31 (2012)). A zone wants as many
 * cars as requests are expected in it. Its own idle cars cover that first. The surplus cars of
 * all zones go to zones that lack cars: as many as possible, with the least driving in total. That
 * is a transport problem, and so a flow of minimum cost; with one unit a car it is an assignment.
 */
export function planFleet({ zones, snapshot, expected }: FleetPlanParts): Reposition[] {
  const missing = missingCars({ zones, snapshot, expected });
  const spare: number[][] = Array.from({ length: zones.count }, () => []);
  for (const driver of idleDrivers(snapshot)) {
    const zone = zones.findZone(snapshot.drivers[driver]!.node);
    if (missing[zone]! > 0) missing[zone]! -= 1;
    else spare[zone]!.push(driver);
  }
  const gaps = listGaps(missing);
  const drivers = spare.flat();
  if (gaps.length === 0 || drivers.length === 0) return [];
  const sent: Reposition[] = [];
  bestAssignment(new SpareCars(zones, spare, gaps)).forEach((column, gap) => {
    if (column === UNASSIGNED) return;
    sent.push({ driver: drivers[column]!, towardsNode: zones.centers[gaps[gap]!]! });
  });
  return sent;
}

/** The number of idle cars that each zone wants, besides its cars that will be free soon. */
function missingCars({ zones, snapshot, expected }: FleetPlanParts): Float64Array {
  const wanted = expected.slice();
  for (const { busySeconds, node } of snapshot.drivers) {
    if (busySeconds > 0 && busySeconds < SOON_SECONDS) wanted[zones.findZone(node)]! -= 1;
  }
  return wanted.map((count) => Math.max(0, Math.round(count)));
}

/** The zones that lack cars, each as often as it lacks one. */
function listGaps(missing: Float64Array): number[] {
  const gaps: number[] = [];
  missing.forEach((count, zone) => {
    for (let gap = 0; gap < count; gap++) gaps.push(zone);
  });
  return gaps;
}

/** The idle drivers by id, so that the plan does not depend on the order of the list. */
function idleDrivers({ drivers }: FleetSnapshot): number[] {
  const idle: number[] = [];
  for (let i = 0; i < drivers.length; i++) if (drivers[i]!.busySeconds === 0) idle.push(i);
  const idOf = (index: number) => drivers[index]!.driverId;
  const isSorted = idle.every((driver, i) => i === 0 || idOf(idle[i - 1]!) < idOf(driver));
  return isSorted ? idle : idle.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

/** The assignment of surplus cars, the columns in the order of their zones, to gaps, the rows. */
class SpareCars implements PairSource {
  readonly rows: number;
  readonly columns: number;
  /** By zone: the column of its first car. */
  private readonly firstColumns: number[] = [];
  private readonly spareCounts: Uint32Array;

  constructor(
    private readonly zones: Zones,
    spare: readonly (readonly number[])[],
    private readonly gaps: readonly number[],
  ) {
    this.spareCounts = Uint32Array.from(spare, ({ length }) => length);
    let columns = 0;
    for (const { length } of spare) {
      this.firstColumns.push(columns);
      columns += length;
    }
    this.rows = gaps.length;
    this.columns = columns;
  }

  /** The cars of the nearest zones. A zone without a route to the gap sends none. */
  findCheapest(row: number, count: number): TopColumns {
    const gap = this.gaps[row]!;
    const columns: number[] = [];
    const costs: number[] = [];
    for (const from of this.zones.listNearest(gap)) {
      if (columns.length === count) break;
      const spare = this.spareCounts[from]!;
      if (spare === 0) continue;
      const seconds = this.zones.seconds(from, gap);
      if (seconds === Infinity) break;
      for (let car = 0; car < spare && columns.length < count; car++) {
        columns.push(this.firstColumns[from]! + car);
        costs.push(seconds - FILL_ALL_SECONDS);
      }
    }
    return { columns, costs };
  }
}
