import type { Position } from '#contracts';
import type { TravelEstimator, TravelRow, TravelToTarget } from '#geo';
import { TopK } from '../assignment/top-k.js';
import type {
  DispatchBatch,
  NearestDrivers,
  PickupTimes,
  WaitingRequest,
} from '../policy/dispatch-policy.js';
import { compareByWaiting } from './dense-batch.js';
import { DriversByNode } from './drivers-by-node.js';
import { nodeOrders } from './node-order-cache.js';
import type { SupplyIndex } from './supply-index.js';

/** A waiting rider and their pickup. */
export interface RoadRequest extends WaitingRequest {
  readonly pickup: Position;
  /** Ids of drivers who get no offer for this trip: they declined, or let an offer expire. */
  readonly excluded?: Iterable<string>;
}

export interface RoadBatchParts {
  /** In any order. */
  readonly requests: readonly RoadRequest[];
  readonly supply: SupplyIndex;
  readonly estimator: Pick<TravelEstimator, 'prepareTarget' | 'offMapReachMeters'>;
  /** Longest time until a driver arrives at a pickup, inclusive. */
  readonly reachSeconds: number;
}

/**
 * Creates a batch on the road network. The nearest drivers are found outwards from a pickup,
 * junction by junction in the order of travel time, until there are enough: of 5,000 drivers some
 * twenty are visited. The batch is valid until the supply changes.
 */
export function createRoadBatch(parts: RoadBatchParts): DispatchBatch {
  const requests = [...parts.requests].sort(compareByWaiting);
  const pickups = new RoadPickupTimes({ ...parts, requests });
  return { requests, drivers: parts.supply.listDrivers(), pickups };
}

const NO_DRIVERS: ReadonlySet<number> = new Set();

class RoadPickupTimes implements PickupTimes {
  private readonly drivers: DriversByNode;
  private readonly soonest = new TopK();
  /** The prepared pickup of each request that was needed so far. */
  private readonly targets: (TravelToTarget | undefined)[];

  constructor(private readonly parts: RoadBatchParts) {
    this.targets = parts.requests.map(() => undefined);
    this.drivers = new DriversByNode(parts.supply);
  }

  fill(request: number, into: Float32Array): void {
    const { starts, busySeconds } = this.drivers;
    const { reachSeconds } = this.parts;
    this.prepareTarget(request).fillSeconds(starts, into);
    for (let driver = 0; driver < starts.length; driver++) {
      into[driver]! += busySeconds[driver]!;
      if (into[driver]! > reachSeconds) into[driver] = Infinity;
    }
    for (const driver of this.findExcluded(request)) into[driver] = Infinity;
  }

  findNearest(request: number, count: number, taken?: Uint8Array): NearestDrivers {
    const pickup = this.prepareTarget(request);
    const excluded = this.findExcluded(request);
    this.soonest.reset(count);
    const visit = (driver: number) => {
      if (!excluded.has(driver) && taken?.[driver] !== 1) this.offer(driver, pickup);
    };
    const { row } = pickup;
    if (row) this.visitByRoad(row, visit);
    const grid = row ? this.drivers.offMapGrid : this.drivers.allGrid;
    grid.search(this.parts.requests[request]!.pickup, {
      limitMeters: () => this.parts.estimator.offMapReachMeters(this.limitSeconds),
      visit,
    });
    const { columns, costs } = this.soonest.result();
    return { drivers: columns, seconds: costs };
  }

  /** A driver who takes longer is not among the soonest. */
  private get limitSeconds(): number {
    return Math.min(this.soonest.threshold, this.parts.reachSeconds);
  }

  private visitByRoad(row: TravelRow, visit: (driver: number) => void): void {
    for (const node of nodeOrders.getOrder(row)) {
      if (row.seconds[node]! > this.limitSeconds) return;
      this.drivers.forEachAt(node, visit);
    }
  }

  private offer(driver: number, pickup: TravelToTarget): void {
    const { starts, busySeconds } = this.drivers;
    // Rounded as in `fill`; otherwise the two would differ in the last bit.
    const travelSeconds = Math.fround(pickup.secondsFrom(starts, driver));
    const arrival = Math.fround(travelSeconds + busySeconds[driver]!);
    if (arrival <= this.parts.reachSeconds) this.soonest.offer(driver, arrival);
  }

  private prepareTarget(request: number): TravelToTarget {
    const { estimator, requests } = this.parts;
    return (this.targets[request] ??= estimator.prepareTarget(requests[request]!.pickup));
  }

  private findExcluded(request: number): ReadonlySet<number> {
    const { excluded } = this.parts.requests[request]!;
    if (!excluded) return NO_DRIVERS;
    const indices = new Set<number>();
    for (const driverId of excluded) {
      const driver = this.parts.supply.indexOf(driverId);
      if (driver !== undefined) indices.add(driver);
    }
    return indices;
  }
}
