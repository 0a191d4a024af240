import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import type { DispatchPolicy } from './dispatch-policy.js';

/** Seconds of pickup that a second of the ride counts for. */
const TRIP_WEIGHT = 0.5;

/**
 * `batched`, with the driver's time valued: the cost of a pair is its pickup time and half of
 * the ride. When cars are scarce the short rides go first, and the same fleet serves more
 * people; long rides wait until the rush is over, and some of them in vain. The rule of the
 * shortest processing time: W. E. Smith, "Various optimizers for single-stage production",
 * Naval Research Logistics Quarterly 3 (1956). Half, because a ride also moves the car to where
 * people are.
 */
export const throughputPolicy: DispatchPolicy = {
  name: 'throughput',
  lookaheadSeconds: 0,
  asksSeveral: false,
  decide: (batch) =>
    assignByCost(batch, ({ tripSeconds }) => TRIP_WEIGHT * tripSeconds - SERVE_ALL_SECONDS),
};
