import type { DispatchPolicy, Pairing } from './dispatch-policy.js';

/**
 * First come, first served: in the order of request each rider takes the idle driver with the
 * least travel time to the pickup. The total waiting time is not minimal. This policy is the
 * baseline for all others.
 */
export const nearestPolicy: DispatchPolicy = {
  name: 'nearest',
  lookaheadSeconds: 0,
  asksSeveral: false,
  decide: ({ requests, pickups }) => {
    const taken = new Set<number>();
    const pairings: Pairing[] = [];
    for (let request = 0; request < requests.length; request++) {
      const [driver] = pickups.findNearest(request, 1, taken).drivers;
      if (driver === undefined) continue;
      taken.add(driver);
      pairings.push({ request, driver });
    }
    return pairings;
  },
};
