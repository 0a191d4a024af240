import type { Position } from '#contracts';
import type { TravelEstimator, TravelTowards } from '#geo';
import { TopK } from '../assignment/top-k.js';
import type {
  DispatchBatch,
  NearestDrivers,
  PickupTimes,
  WaitingRequest,
} from '../policy/dispatch-policy.js';
import { byWaiting } from './dense-batch.js';
import { DriversByNode } from './drivers-by-node.js';
import { NodesByTime } from './nodes-by-time.js';
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
  readonly estimator: Pick<TravelEstimator, 'towards'>;
  /** Longest time until a driver is at a pickup, this value included. */
  readonly reachSeconds: number;
}

/**
 * A batch on the road. Drivers are found outwards from a pickup, junction by junction in the
 * order of travel time, until there are enough: of 5,000 drivers some twenty are looked at.
 * Good until the supply changes.
 */
export function roadBatch(parts: RoadBatchParts): DispatchBatch {
  const requests = [...parts.requests].sort(byWaiting);
  const pickups = new RoadPickupTimes({ ...parts, requests });
  return { requests, drivers: parts.supply.drivers(), pickups };
}

/** Outlives the batches: riders ask where others have asked. */
const nodesByTime = new NodesByTime();

const NOBODY: ReadonlySet<number> = new Set();

class RoadPickupTimes implements PickupTimes {
  private readonly drivers: DriversByNode;
  private readonly soonest = new TopK();
  /** By request, once it was asked about. */
  private readonly ways: (TravelTowards | undefined)[];

  constructor(private readonly parts: RoadBatchParts) {
    this.ways = parts.requests.map(() => undefined);
    this.drivers = new DriversByNode(parts.supply);
  }

  fill(request: number, into: Float32Array): void {
    const { starts, busySeconds } = this.drivers;
    const { reachSeconds } = this.parts;
    this.towards(request).fillSeconds(starts, into);
    for (let driver = 0; driver < starts.length; driver++) {
      into[driver]! += busySeconds[driver]!;
      if (into[driver]! > reachSeconds) into[driver] = Infinity;
    }
    for (const driver of this.excluded(request)) into[driver] = Infinity;
  }

  nearest(request: number, count: number, taken = NOBODY): NearestDrivers {
    const towards = this.towards(request);
    const out = this.excluded(request);
    this.soonest.start(count);
    const look = (driver: number) => {
      if (!out.has(driver) && !taken.has(driver)) this.look(driver, towards);
    };
    if (towards.row) {
      this.drivers.offMap.forEach(look);
      for (const node of nodesByTime.of(towards.row)) {
        const seconds = towards.row.seconds[node]!;
        if (seconds > this.soonest.limit || seconds > this.parts.reachSeconds) break;
        this.drivers.forEachAt(node, look);
      }
    } else this.drivers.all.forEach(look);
    const { columns, costs } = this.soonest.take();
    return { drivers: columns, seconds: costs };
  }

  private look(driver: number, towards: TravelTowards): void {
    const { starts, busySeconds } = this.drivers;
    // Rounded as `fill` rounds, or the two would differ in the last bit.
    const way = Math.fround(towards.secondsFrom(starts, driver));
    const arrival = Math.fround(way + busySeconds[driver]!);
    if (arrival <= this.parts.reachSeconds) this.soonest.offer(driver, arrival);
  }

  private towards(request: number): TravelTowards {
    const { estimator, requests } = this.parts;
    return (this.ways[request] ??= estimator.towards(requests[request]!.pickup));
  }

  private excluded(request: number): ReadonlySet<number> {
    const { excluded } = this.parts.requests[request]!;
    if (!excluded) return NOBODY;
    const out = new Set<number>();
    for (const driverId of excluded) {
      const driver = this.parts.supply.indexOf(driverId);
      if (driver !== undefined) out.add(driver);
    }
    return out;
  }
}
