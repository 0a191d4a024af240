import type { SnappedStarts } from '#geo';
import type { SupplyIndex } from './supply-index.js';

/** The drivers of a supply by the junction they are at, as of one moment. */
export class DriversByNode {
  readonly starts: SnappedStarts;
  readonly busySeconds: Float64Array;
  /** Every driver, as an index. */
  readonly all: Uint32Array;
  /** Those who aren't in this city. */
  readonly offMap: Uint32Array;
  /** Drivers in the order of their nodes, and where those of a node begin. */
  private readonly sorted: Uint32Array;
  private readonly offsets: Uint32Array;

  constructor(supply: SupplyIndex) {
    this.starts = supply.snapAll();
    const drivers = supply.listDrivers();
    this.busySeconds = new Float64Array(drivers.length);
    this.all = new Uint32Array(drivers.length);
    drivers.forEach(({ busySeconds }, driver) => {
      this.busySeconds[driver] = busySeconds;
      this.all[driver] = driver;
    });
    const { nodes } = this.starts;
    // A counting sort, those off the map (−1) in front.
    const last = this.all.reduce((highest, driver) => Math.max(highest, nodes[driver]!), -1);
    this.offsets = new Uint32Array(last + 3);
    for (const driver of this.all) this.offsets[nodes[driver]! + 2]! += 1;
    for (let i = 1; i < this.offsets.length; i++) this.offsets[i]! += this.offsets[i - 1]!;
    this.sorted = new Uint32Array(drivers.length);
    const next = this.offsets.slice();
    for (const driver of this.all) this.sorted[next[nodes[driver]! + 1]!++] = driver;
    this.offMap = this.sorted.subarray(0, this.offsets[1]);
  }

  /** Shows those at a node, by index, ascending. No array is made: a window asks for thousands. */
  forEachAt(node: number, visit: (driver: number) => void): void {
    // Beyond the last node with a driver there is nothing.
    const end = this.offsets[node + 2] ?? 0;
    for (let i = this.offsets[node + 1]!; i < end; i++) visit(this.sorted[i]!);
  }
}
