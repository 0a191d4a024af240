import { bestAssignment } from '../assignment/best-assignment.js';
import { TopK } from '../assignment/top-k.js';
import { UNASSIGNED } from '../assignment/pair-graph.js';
import type { PairSource } from '../assignment/pair-source.js';
import type { DispatchBatch, Pairing, WaitingRequest } from './dispatch-policy.js';

/**
 * The value of a ride in seconds for policies that serve as many riders as possible: more than
 * any sum of pickup times.
 */
export const SERVE_ALL_SECONDS = 1e7;

/**
 * Computes one optimal assignment for the whole batch.
 *
 * @param costOf the cost of serving a rider in seconds, besides the pickup time; a pair with a
 *   total cost of 0 or more is not made
 * @returns pairs with idle drivers only; a rider assigned to a busy driver waits for the next
 *   window
 */
export function assignByCost(
  batch: DispatchBatch,
  costOf: (request: WaitingRequest) => number,
): Pairing[] {
  const { requests, drivers } = batch;
  const pairings: Pairing[] = [];
  const add = (request: number, driver: number) => {
    const isPair = request !== UNASSIGNED && driver !== UNASSIGNED;
    if (isPair && drivers[driver]!.busySeconds === 0) pairings.push({ request, driver });
  };
  // The shorter side forms the rows, because the solver is fastest then.
  const seconds = requests.length > drivers.length ? secondsByDriver(batch) : undefined;
  if (seconds && hasMoreRidersThanDrivers(batch, seconds)) {
    bestAssignment(requestsForDrivers(batch, { seconds, costOf })).forEach((request, driver) => {
      add(request, driver);
    });
    pairings.sort((a, b) => a.request - b.request);
  } else {
    bestAssignment(driversForRequests(batch, costOf)).forEach((driver, request) => {
      add(request, driver);
    });
  }
  return pairings;
}

/**
 * Counts only riders whom some driver can reach, so that no other rider decides between
 * assignments of equal cost.
 */
function hasMoreRidersThanDrivers(
  { requests, drivers }: DispatchBatch,
  seconds: Float32Array,
): boolean {
  const isReached = new Uint8Array(requests.length);
  let count = 0;
  for (let pair = 0; pair < seconds.length && count <= drivers.length; pair++) {
    const request = pair % requests.length;
    if (seconds[pair] === Infinity || isReached[request] === 1) continue;
    isReached[request] = 1;
    count += 1;
  }
  return count > drivers.length;
}

function driversForRequests(
  { requests, drivers, pickups }: DispatchBatch,
  costOf: (request: WaitingRequest) => number,
): PairSource {
  return {
    rows: requests.length,
    columns: drivers.length,
    findCheapest: (request, count) => {
      const { drivers: columns, seconds } = pickups.findNearest(request, count);
      const extra = costOf(requests[request]!);
      return { columns, costs: seconds.map((each) => each + extra) };
    },
  };
}

/** Drivers are the shorter side here, so all their pairs are computed. */
function requestsForDrivers(
  { requests, drivers }: DispatchBatch,
  { seconds, costOf }: { seconds: Float32Array; costOf: (request: WaitingRequest) => number },
): PairSource {
  const extra = Float64Array.from(requests, costOf);
  const topK = new TopK();
  return {
    rows: drivers.length,
    columns: requests.length,
    findCheapest: (driver, count) => {
      topK.reset(count);
      const first = driver * requests.length;
      topK.offerRow(seconds.subarray(first, first + requests.length), extra);
      return topK.result();
    },
  };
}

/** The time of request `r` and driver `d` is at `[d * requests.length + r]`. */
function secondsByDriver({ requests, drivers, pickups }: DispatchBatch): Float32Array {
  const count = requests.length;
  const all = new Float32Array(drivers.length * count);
  if (pickups.fillForDriver) {
    for (let driver = 0; driver < drivers.length; driver++) {
      pickups.fillForDriver(driver, all.subarray(driver * count, (driver + 1) * count));
    }
    return all;
  }
  const row = new Float32Array(drivers.length);
  for (let request = 0; request < count; request++) {
    pickups.fill(request, row);
    for (let driver = 0; driver < row.length; driver++)
      all[driver * count + request] = row[driver]!;
  }
  return all;
}
