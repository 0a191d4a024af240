import { TopK } from '../assignment/top-k.js';
import type {
  DispatchBatch,
  NearestDrivers,
  PickupTimes,
  SupplyDriver,
  WaitingRequest,
} from '../policy/dispatch-policy.js';

export interface DenseBatchParts {
  /** In any order. */
  readonly requests: readonly WaitingRequest[];
  /** In any order. */
  readonly drivers: readonly SupplyDriver[];
  /** The time of request `r` and driver `d` is at `[r * drivers.length + d]`. */
  readonly pickupSeconds: Float32Array;
}

/**
 * Creates a batch from all pickup times. Requests and drivers are sorted, so that ties are broken
 * alike at every order of the input. Ids are compared by code unit, not by locale, which gives the
 * same order on every machine.
 */
export function createDenseBatch({
  requests,
  drivers,
  pickupSeconds,
}: DenseBatchParts): DispatchBatch {
  if (isAscending(requests, compareByWaiting) && isAscending(drivers, compareById)) {
    return { requests, drivers, pickups: new DensePickupTimes(pickupSeconds, drivers.length) };
  }
  const requestAt = sortedIndices(requests, compareByWaiting);
  const driverAt = sortedIndices(drivers, compareById);
  const arranged = new Float32Array(pickupSeconds.length);
  let next = 0;
  for (const r of requestAt) {
    for (const d of driverAt) arranged[next++] = pickupSeconds[r * drivers.length + d]!;
  }
  return {
    requests: requestAt.map((r) => requests[r]!),
    drivers: driverAt.map((d) => drivers[d]!),
    pickups: new DensePickupTimes(arranged, drivers.length),
  };
}

type Compare<T> = (a: T, b: T) => number;

/** Sorts descending by waiting time, then ascending by id. */
export const compareByWaiting: Compare<Pick<WaitingRequest, 'tripId' | 'waitingSeconds'>> = (
  a,
  b,
) =>
  b.waitingSeconds - a.waitingSeconds || (a.tripId < b.tripId ? -1 : a.tripId > b.tripId ? 1 : 0);

const compareById: Compare<SupplyDriver> = (a, b) =>
  a.driverId < b.driverId ? -1 : a.driverId > b.driverId ? 1 : 0;

function isAscending<T>(items: readonly T[], compare: Compare<T>): boolean {
  for (let i = 1; i < items.length; i++) if (compare(items[i - 1]!, items[i]!) > 0) return false;
  return true;
}

const sortedIndices = <T>(items: readonly T[], compare: Compare<T>): number[] =>
  items.map((_, i) => i).sort((a, b) => compare(items[a]!, items[b]!));

class DensePickupTimes implements PickupTimes {
  private readonly soonest = new TopK();

  constructor(
    private readonly seconds: Float32Array,
    private readonly drivers: number,
  ) {}

  fill(request: number, into: Float32Array): void {
    const first = request * this.drivers;
    into.set(this.seconds.subarray(first, first + this.drivers));
  }

  findNearest(request: number, count: number, taken?: Uint8Array): NearestDrivers {
    const first = request * this.drivers;
    this.soonest.reset(count);
    for (let driver = 0; driver < this.drivers; driver++) {
      if (taken?.[driver] !== 1) this.soonest.offer(driver, this.seconds[first + driver]!);
    }
    const { columns, costs } = this.soonest.result();
    return { drivers: columns, seconds: costs };
  }
}
