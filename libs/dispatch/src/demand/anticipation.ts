import type { TravelTimes } from '#geo';
import type { Anticipation } from '../policy/dispatch-policy.js';
import { DemandForecast } from './demand-forecast.js';
import { planFleet } from './fleet-plan.js';
import { Zones } from './zones.js';

/** Period of the forecast: about the time that a rider is willing to wait. */
const HORIZON_SECONDS = 600;
const INTERVAL_SECONDS = 30;

/**
 * Creates the repositioning of idle drivers: requests are counted by zone, and surplus drivers go
 * to zones where requests are expected.
 *
 * @param times travel times of the city
 */
export function createAnticipation(times: TravelTimes): Anticipation {
  const zones = new Zones(times);
  const forecast = new DemandForecast(zones.count);
  return {
    intervalSeconds: INTERVAL_SECONDS,
    horizonSeconds: HORIZON_SECONDS,
    prepare: () => zones.prepareNext(),
    observe: ({ atSeconds, pickupNode }) => {
      forecast.observe(zones.findZone(pickupNode), atSeconds);
    },
    reposition: (snapshot) => {
      const expected = forecast.predict(snapshot.atSeconds, HORIZON_SECONDS);
      return planFleet({ zones, snapshot, expected }).map((move) => ({
        ...move,
        expectedRequests: expected[zones.findZone(move.towardsNode)]!,
      }));
    },
  };
}
