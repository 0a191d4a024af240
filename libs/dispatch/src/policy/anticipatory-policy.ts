import type { TravelTimes } from '#geo';
import { DemandForecast } from '../demand/demand-forecast.js';
import { planFleet } from '../demand/fleet-plan.js';
import { Zones } from '../demand/zones.js';
import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import type { Anticipation, DispatchPolicy } from './dispatch-policy.js';

/** Cars that will be free so soon are waited for, if that is better than an idle one. */
const LOOKAHEAD_SECONDS = 120;
/** Seconds of pickup that a second of the ride counts for, as in `throughput`. */
const TRIP_WEIGHT = 0.75;
/** Seconds of pickup that a second of waiting makes up for, as in `batched-fair`. */
const WAITING_WEIGHT = 0.4;
/** How far ahead cars are placed: about what a rider is willing to wait. */
const HORIZON_SECONDS = 600;
const INTERVAL_SECONDS = 30;

/**
 * Looks ahead, knowing nothing but the past and what is under way:
 *
 * - it holds a rider back for a car that is about to be free nearby, instead of sending one
 *   from afar;
 * - when cars are scarce, short rides and those who have waited go first;
 * - every half minute idle cars that aren't needed where they are set out to where riders are
 *   expected to ask, as they did in the last quarter of an hour.
 *
 * The pieces are J. Miao et al., "Taxi dispatch with real-time sensing data in metropolitan
 * areas: a receding horizon control approach", IEEE T-ASE 13 (2016), for demand and
 * rebalancing; Z. Xu et al., KDD 2018, for valuing what a car does next in the matching.
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

function createAnticipation(times: TravelTimes): Anticipation {
  const zones = new Zones(times);
  const forecast = new DemandForecast(zones.count);
  return {
    intervalSeconds: INTERVAL_SECONDS,
    observe: ({ atSeconds, pickupNode }) => {
      forecast.observe(zones.findZone(pickupNode), atSeconds);
    },
    reposition: (snapshot) => {
      const expected = forecast.predict(snapshot.atSeconds, HORIZON_SECONDS);
      return planFleet({ zones, snapshot, expected });
    },
  };
}
