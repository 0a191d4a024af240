import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import type { DispatchPolicy } from './dispatch-policy.js';

/** Seconds of pickup that a second of waiting makes up for. */
const WAITING_WEIGHT = 1;

/**
 * `batched`, with what riders have already waited counted for them: the cost of a pair is its
 * pickup time less the rider's waiting. When cars are scarce they go to those who have waited
 * long, unless that costs more driving than waiting was done: of two riders who want the same
 * driver, the one comes first who has waited longer by more than the other is nearer. So nobody
 * is passed over by newcomers for longer than the reach of the search. When cars are scarce all
 * day that makes waits more equal, not shorter: everybody served has waited long.
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
