import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import type { DispatchPolicy } from './dispatch-policy.js';

/** Seconds of pickup that a second of waiting makes up for. */
const WAITING_WEIGHT = 1;

/**
 * `batched`, with what riders have already waited counted for them: the cost of a pair is its
 * pickup time less the rider's waiting. When cars are scarce they go to those who have waited
 * long, unless that costs more driving than waiting was done. Nobody starves: of two riders
 * whom the same driver could reach, the one who has waited longer by the whole reach of the
 * search always comes first.
 *
 * Waiting time as the weight of a matching, so that nobody starves: A. Mekkittikul, N. McKeown,
 * "A starvation-free algorithm for achieving 100% throughput in an input-queued switch",
 * ICCCN 1996 (there, oldest cell first).
 */
export const batchedFairPolicy: DispatchPolicy = {
  name: 'batched-fair',
  lookaheadSeconds: 0,
  asksSeveral: false,
  decide: (batch) =>
    assignByCost(
      batch,
      ({ waitingSeconds }) => -SERVE_ALL_SECONDS - WAITING_WEIGHT * waitingSeconds,
    ),
};
