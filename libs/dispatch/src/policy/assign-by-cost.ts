import { bestAssignment } from '../assignment/best-assignment.js';
import { TopK } from '../assignment/top-k.js';
import { UNASSIGNED } from '../assignment/pair-graph.js';
import type { PairSource } from '../assignment/pair-source.js';
import type { DispatchBatch, Pairing, WaitingRequest } from './dispatch-policy.js';

/**
 * What a ride is worth in seconds when as many riders as possible are to be served: more than
 * any sum of pickup times could outweigh.
 */
export const SERVE_ALL_SECONDS = 1e7;

/**
 * One optimal assignment for the whole batch.
 *
 * @param costOf seconds that pairing this rider costs besides the pickup time; a pair that
 *   costs 0 or more in all is not made
 * @returns no busy drivers: a rider who is better off with one of them is left for the next window
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
  // The shorter side seeks, the longer is sought.
  if (requests.length <= drivers.length) {
    bestAssignment(driversForRequests(batch, costOf)).forEach((driver, request) => {
      add(request, driver);
    });
  } else {
    bestAssignment(requestsForDrivers(batch, costOf)).forEach((request, driver) => {
      add(request, driver);
    });
    pairings.sort((a, b) => a.request - b.request);
  }
  return pairings;
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

/** Drivers are the few here, so every pair is looked at. */
function requestsForDrivers(
  { requests, drivers, pickups }: DispatchBatch,
  costOf: (request: WaitingRequest) => number,
): PairSource {
  const seconds = new Float32Array(requests.length * drivers.length);
  const extra = requests.map(costOf);
  requests.forEach((_, request) => {
    pickups.fill(request, seconds.subarray(request * drivers.length));
  });
  const cheapest = new TopK();
  return {
    rows: drivers.length,
    columns: requests.length,
    findCheapest: (driver, count) => {
      cheapest.reset(count);
      for (let request = 0, at = driver; request < extra.length; request++, at += drivers.length) {
        cheapest.offer(request, seconds[at]! + extra[request]!);
      }
      return cheapest.result();
    },
  };
}
