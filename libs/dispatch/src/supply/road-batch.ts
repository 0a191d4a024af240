import type { Position } from '#contracts';
import type { TravelEstimator, TravelToTarget } from '#geo';
import { TopK } from '../assignment/top-k.js';
import type {
  DispatchBatch,
  NearestDrivers,
  PickupTimes,
  WaitingRequest,
} from '../policy/dispatch-policy.js';
import { compareByWaiting } from './dense-batch.js';
import { DriversByNode } from './drivers-by-node.js';
import { NodeOrderCache } from './node-order-cache.js';
import type { SupplyIndex } from './supply-index.js';

/** A rider who waits somewhere. */
export interface RoadRequest extends WaitingRequest {
  readonly pickup: Position;
  /** Ids of drivers who are out for this trip: they declined, or let the offer expire. */
  readonly excluded?: Iterable<string>;
}

export interface RoadBatchParts {
  /** In any order. */
  readonly requests: readonly RoadRequest[];
  readonly supply: SupplyIndex;
  readonly estimator: Pick<TravelEstimator, 'prepareTarget'>;
  /** Longest time until a driver is at a pickup, this value included. */
  readonly reachSeconds: number;
}

/**
 * A batch on the road. Drivers are found outwards from a pickup, junction by junction in the
 * order of travel time, until there are enough: of 5,000 drivers some twenty are looked at.
 * Good until the supply changes.
 */
export function createRoadBatch(parts: RoadBatchParts): DispatchBatch {
  const requests = [...parts.requests].sort(compareByWaiting);
  const pickups = new RoadPickupTimes({ ...parts, requests });
  return { requests, drivers: parts.supply.listDrivers(), pickups };
}

/** Outlives the batches: riders ask where others have asked. */
const nodesByTime = new NodeOrderCache();

const NO_DRIVERS: ReadonlySet<number> = new Set();

class RoadPickupTimes implements PickupTimes {
  private readonly drivers: DriversByNode;
  private readonly soonest = new TopK();
  /** By request, once it was asked about. */
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

  findNearest(request: number, count: number, taken = NO_DRIVERS): NearestDrivers {
    const towards = this.prepareTarget(request);
    const out = this.findExcluded(request);
    this.soonest.reset(count);
    const look = (driver: number) => {
      if (!out.has(driver) && !taken.has(driver)) this.look(driver, towards);
    };
    if (towards.row) {
      this.drivers.offMap.forEach(look);
      for (const node of nodesByTime.getOrder(towards.row)) {
        const seconds = towards.row.seconds[node]!;
        if (seconds > this.soonest.threshold || seconds > this.parts.reachSeconds) break;
        this.drivers.forEachAt(node, look);
      }
    } else this.drivers.all.forEach(look);
    const { columns, costs } = this.soonest.result();
    return { drivers: columns, seconds: costs };
  }

  private look(driver: number, towards: TravelToTarget): void {
    const { starts, busySeconds } = this.drivers;
    // Rounded as `fill` rounds, or the two would differ in the last bit.
    const way = Math.fround(towards.secondsFrom(starts, driver));
    const arrival = Math.fround(way + busySeconds[driver]!);
    if (arrival <= this.parts.reachSeconds) this.soonest.offer(driver, arrival);
  }

  private prepareTarget(request: number): TravelToTarget {
    const { estimator, requests } = this.parts;
    return (this.targets[request] ??= estimator.prepareTarget(requests[request]!.pickup));
  }

  private findExcluded(request: number): ReadonlySet<number> {
    const { excluded } = this.parts.requests[request]!;
    if (!excluded) return NO_DRIVERS;
    const out = new Set<number>();
    for (const driverId of excluded) {
      const driver = this.parts.supply.indexOf(driverId);
      if (driver !== undefined) out.add(driver);
    }
    return out;
  }
}
