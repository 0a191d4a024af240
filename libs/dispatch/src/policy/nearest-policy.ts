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
  decide: ({ requests, drivers, pickups }) => {
    const taken = new Uint8Array(drivers.length);
    const pairings: Pairing[] = [];
    for (let request = 0; request < requests.length; request++) {
      if (pairings.length === drivers.length) break;
      const [driver] = pickups.findNearest(request, 1, taken).drivers;
      if (driver === undefined) continue;
      taken[driver] = 1;
      pairings.push({ request, driver });
    }
    return pairings;
  },
};
