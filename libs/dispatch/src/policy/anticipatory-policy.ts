import type { TravelTimes } from '#geo';
import { createAnticipation } from '../demand/anticipation.js';
import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import type { DispatchPolicy } from './dispatch-policy.js';

/** A rider may wait for a car that will be free so soon, if it arrives earlier than an idle one. */
const LOOKAHEAD_SECONDS = 120;
/** Weight of a second of the ride in seconds of pickup, as in `throughput`. */
const TRIP_WEIGHT = 0.75;
/** Weight of a second of waiting in seconds of pickup, as in `batched-fair`. */
const WAITING_WEIGHT = 0.4;
/**
 * A policy that looks ahead. It knows the past and the rides under way only:
 *
 * - A rider waits for a car that will soon be free nearby, instead of an idle car from afar.
 * - When cars are scarce, short rides and riders who have waited go first.
 * - Every half minute surplus idle cars drive to zones where requests are expected, as predicted
 *   from about the last quarter of an hour.
 *
 * Demand and rebalancing follow J. Miao et al., "Taxi dispatch with real-time sensing data in
 * metropolitan areas: a receding horizon control approach", IEEE T-ASE 13 (2016). Z. Xu et al.,
 * KDD 2018, value the next state of a car in the matching.
 */
export function anticipatoryPolicy(times: TravelTimes): DispatchPolicy {
  return {
    name: 'anticipatory',
    lookaheadSeconds: LOOKAHEAD_SECONDS,
    asksSeveral: false,
    anticipation: createAnticipation(times),
    decide: (batch) =>
      assignByCost(
        batch,
        ({ tripSeconds, waitingSeconds }) =>
          TRIP_WEIGHT * tripSeconds - WAITING_WEIGHT * waitingSeconds - SERVE_ALL_SECONDS,
      ),
  };
}
