import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import type { DispatchPolicy } from './dispatch-policy.js';

/** Weight of a second of waiting in seconds of pickup. */
const WAITING_WEIGHT = 1;

/**
 * `batched` with the waiting time as a bonus: the cost of a pair is its pickup time less the time
 * that the rider has waited. Of two riders who want the same driver, the first is the one whose
 * longer waiting exceeds the other's shorter pickup. So newcomers cannot overtake a rider for
 * longer than the reach of the search. When cars are scarce all day, waits become more equal, not
 * shorter: every served rider has waited long.
 *
 * Waiting time as the weight of a matching prevents starvation: A. Mekkittikul, N. McKeown, "A
 * starvation-free algorithm for achieving 100% throughput in an input-queued switch", ICCCN 1996
 * (there, oldest cell first).
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
