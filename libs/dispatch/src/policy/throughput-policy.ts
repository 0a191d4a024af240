import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import type { DispatchPolicy } from './dispatch-policy.js';

/** Weight of a second of the ride in seconds of pickup. */
const TRIP_WEIGHT = 0.5;

/**
 * `batched` with the driver's time as a cost: the cost of a pair is its pickup time plus half of
 * the ride. When cars are scarce, short rides go first and the same fleet serves more riders;
 * long rides wait until the rush is over, and some of them are lost. This is the rule of the
 * shortest processing time: W. E. Smith, "Various optimizers for single-stage production", Naval
 * Research Logistics Quarterly 3 (1956). The weight is one half, because a ride also moves the
 * car to where demand is.
 */
export const throughputPolicy: DispatchPolicy = {
  name: 'throughput',
  lookaheadSeconds: 0,
  asksSeveral: false,
  decide: (batch) =>
    assignByCost(batch, ({ tripSeconds }) => TRIP_WEIGHT * tripSeconds - SERVE_ALL_SECONDS),
};
