import type { SnappedStarts } from '#geo';
import { PositionGrid } from './position-grid.js';
import type { SupplyIndex } from './supply-index.js';

/** The drivers of a supply by their junction, at one moment. */
export class DriversByNode {
  readonly starts: SnappedStarts;
  readonly busySeconds: Float64Array;
  /** The index of every driver. */
  private readonly all: Uint32Array;
  private readonly offMap: Uint32Array;
  private allByPlace: PositionGrid | undefined;
  private offMapByPlace: PositionGrid | undefined;
  /** Drivers sorted by node, and the offset of each node's drivers. */
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
    // A counting sort, with the drivers off the map (−1) first.
    const last = this.all.reduce((highest, driver) => Math.max(highest, nodes[driver]!), -1);
    this.offsets = new Uint32Array(last + 3);
    for (const driver of this.all) this.offsets[nodes[driver]! + 2]! += 1;
    for (let i = 1; i < this.offsets.length; i++) this.offsets[i]! += this.offsets[i - 1]!;
    this.sorted = new Uint32Array(drivers.length);
    const next = this.offsets.slice();
    for (const driver of this.all) this.sorted[next[nodes[driver]! + 1]!++] = driver;
    this.offMap = this.sorted.subarray(0, this.offsets[1]);
  }

  /** Every driver by place, for a pickup off the map. It is built on first use. */
  get allGrid(): PositionGrid {
    return (this.allByPlace ??= this.gridOf(this.all));
  }

  /** The drivers off the map by place. It is built on first use. */
  get offMapGrid(): PositionGrid {
    return (this.offMapByPlace ??= this.gridOf(this.offMap));
  }

  /** Visits the drivers at a node, ascending. No array is allocated: a window visits thousands. */
  forEachAt(node: number, visit: (driver: number) => void): void {
    // Nodes beyond the last one with a driver have no offset.
    const end = this.offsets[node + 2] ?? 0;
    for (let i = this.offsets[node + 1]!; i < end; i++) visit(this.sorted[i]!);
  }

  private gridOf(drivers: Uint32Array): PositionGrid {
    const { latitudes, longitudes } = this.starts;
    const grid = new PositionGrid();
    for (const driver of drivers) {
      grid.put(driver, { lat: latitudes[driver]!, lng: longitudes[driver]! });
    }
    return grid;
  }
}
