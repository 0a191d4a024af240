import FlatQueue from 'flatqueue';
import type { FleetSnapshot, Reposition } from '../policy/dispatch-policy.js';
import type { Zones } from './zones.js';

/** Who will be free so soon is as good as there: nobody is sent to take their place. */
const SOON_SECONDS = 100;

export interface FleetPlanParts {
  readonly zones: Zones;
  readonly snapshot: FleetSnapshot;
  /** Requests to be expected in each zone. */
  readonly expected: Float64Array;
}

/**
 * Sends idle cars where riders will ask. A zone wants as many cars as requests are expected in
 * it. Its own idle cars fill that first; those left over go to zones that lack some, the
 * closest pair of zones first. Rebalancing: M. Pavone et al., "Robotic load balancing for
 * mobility-on-demand systems", IJRR 31 (2012). There it is a linear programme; on Manhattan
 * that saves 7 % of the empty kilometres, serves as many riders and takes four times as long.
 */
export function planFleet({ zones, snapshot, expected }: FleetPlanParts): Reposition[] {
  const missing = missingCars({ zones, snapshot, expected });
  const spare: number[][] = Array.from({ length: zones.count }, () => []);
  for (const driver of idleDrivers(snapshot)) {
    const zone = zones.findZone(snapshot.drivers[driver]!.node);
    if (missing[zone]! > 0) missing[zone]! -= 1;
    else spare[zone]!.push(driver);
  }
  return new ClosestZoneMatcher(zones, spare, missing).matchAll();
}

/** How many cars each zone wants to stand in it, apart from those that are about to be there. */
function missingCars({ zones, snapshot, expected }: FleetPlanParts): Float64Array {
  const wanted = expected.slice();
  for (const { busySeconds, node } of snapshot.drivers) {
    if (busySeconds > 0 && busySeconds < SOON_SECONDS) wanted[zones.findZone(node)]! -= 1;
  }
  return wanted.map((count) => Math.max(0, Math.round(count)));
}

/** By id, so that the answer doesn't hang on the order in which they were listed. */
function idleDrivers({ drivers }: FleetSnapshot): number[] {
  const idle: number[] = [];
  for (let i = 0; i < drivers.length; i++) if (drivers[i]!.busySeconds === 0) idle.push(i);
  const idOf = (index: number) => drivers[index]!.driverId;
  const isSorted = idle.every((driver, i) => i === 0 || idOf(idle[i - 1]!) < idOf(driver));
  return isSorted ? idle : idle.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

/** Brings cars together with the zones that lack them, the shortest way between zones first. */
class ClosestZoneMatcher {
  private readonly queue = new FlatQueue<number>();
  /** By zone: how far it has looked down the list of its neighbours. */
  private readonly cursors: Uint32Array;

  constructor(
    private readonly zones: Zones,
    private readonly spare: readonly number[][],
    private readonly missing: Float64Array,
  ) {
    this.cursors = new Uint32Array(zones.count);
  }

  matchAll(): Reposition[] {
    this.missing.forEach((count, zone) => {
      if (count > 0) this.enqueue(zone);
    });
    const sent: Reposition[] = [];
    for (let zone = this.queue.pop(); zone !== undefined; zone = this.queue.pop()) {
      const driver = this.spare[this.peekNearest(zone)!]!.pop();
      if (driver !== undefined) {
        sent.push({ driver, towardsNode: this.zones.centers[zone]! });
        this.missing[zone]! -= 1;
      }
      if (this.missing[zone]! > 0) this.enqueue(zone);
    }
    return sent;
  }

  /** Finds the nearest zone that has a car to spare, and queues up for it. */
  private enqueue(zone: number): void {
    for (;;) {
      const from = this.peekNearest(zone);
      if (from === undefined) return;
      if (this.spare[from]!.length > 0) {
        this.queue.push(zone, this.zones.seconds(from, zone));
        return;
      }
      this.cursors[zone]! += 1;
    }
  }

  private peekNearest(zone: number): number | undefined {
    return this.zones.listNearest(zone)[this.cursors[zone]!];
  }
}
