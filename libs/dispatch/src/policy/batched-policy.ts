import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import type { DispatchPolicy } from './dispatch-policy.js';

/**
 * Computes one optimal assignment a window. It serves as many riders as possible, and among all
 * such assignments it has the least total pickup time. J. Alonso-Mora et al., "On-demand
 * high-capacity ride-sharing via dynamic trip-vehicle assignment", PNAS 114 (2017), with one
 * rider a car; Z. Xu et al., "Large-scale order dispatch in on-demand ride-hailing platforms",
 * KDD 2018, for the window.
 */
export const batchedPolicy: DispatchPolicy = {
  name: 'batched',
  lookaheadSeconds: 0,
  asksSeveral: false,
  decide: (batch) => assignByCost(batch, () => -SERVE_ALL_SECONDS),
};
