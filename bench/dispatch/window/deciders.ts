import { linearSumAssignment } from 'linear-sum-assignment';
import {
  createPolicy,
  createDenseBatch,
  createRoadBatch,
  type Pairing,
  type RoadRequest,
  type SupplyIndex,
} from '#dispatch';
import type { TravelEstimator } from '#geo';
import { REACH_SECONDS } from '../city/reach.js';

export interface WindowInput {
  /** The requests in the order of a batch. */
  readonly requests: readonly RoadRequest[];
  readonly supply: SupplyIndex;
  readonly estimator: TravelEstimator;
}

/** Prepares the batch of a window, and returns the function that decides on it. */
export type Decider = (parts: WindowInput) => () => Pairing[];

/** Decides as a server does. */
export function createPolicyDecider(name: string, { times }: TravelEstimator): Decider {
  const policy = createPolicy(name, times);
  return (parts) => {
    const batch = createRoadBatch({ ...parts, reachSeconds: REACH_SECONDS });
    return () => policy.decide(batch);
  };
}

/** Decides with the batched policy on the travel times of every pair, which it looks up first. */
export function createScanDecider({ times }: TravelEstimator): Decider {
  const policy = createPolicy('batched', times);
  return (parts) => {
    const { requests, supply } = parts;
    const pickupSeconds = computeAllPairs(parts);
    const batch = createDenseBatch({ requests, drivers: supply.listDrivers(), pickupSeconds });
    return () => policy.decide(batch);
  };
}

/** Decides with a published solver on the same pairs; a pair out of reach costs more than all others. */
export const decideWithPublishedSolver: Decider = (parts) => {
  const seconds = computeAllPairs(parts);
  const drivers = parts.supply.size;
  const rows = parts.requests.map((_, request) =>
    Float64Array.from(seconds.subarray(request * drivers, (request + 1) * drivers), bounded),
  );
  return () => {
    const { rowAssignments } = linearSumAssignment(rows, { maximaze: false });
    const pairings = [...rowAssignments].map((driver, request) => ({ request, driver }));
    return pairings.filter(({ request, driver }) => (rows[request]?.[driver] ?? FAR) < FAR);
  };
};

const FAR = 1e7;

const bounded = (seconds: number): number => Math.min(seconds, FAR);

function computeAllPairs({ requests, supply, estimator }: WindowInput): Float32Array {
  const starts = supply.snapAll();
  const all = new Float32Array(requests.length * starts.length);
  requests.forEach(({ pickup }, request) => {
    const row = all.subarray(request * starts.length, (request + 1) * starts.length);
    estimator.prepareTarget(pickup).fillSeconds(starts, row);
    row.forEach((seconds, driver) => {
      if (seconds > REACH_SECONDS) row[driver] = Infinity;
    });
  });
  return all;
}
