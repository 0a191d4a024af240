import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import type { DispatchPolicy } from './dispatch-policy.js';

/** Number of drivers who get an offer for one trip at the same time. */
const DRIVERS_A_TRIP = 3;

/**
 * Offers each trip to three drivers, and the first to accept serves it. A slow or unwilling driver
 * does not delay the rider, at the price of offers in vain. The first driver of each trip is that
 * of `batched`. Then, in two more rounds, each trip in the order of request also goes to the
 * nearest driver without an offer.
 */
export const broadcastPolicy: DispatchPolicy = {
  name: 'broadcast',
  lookaheadSeconds: 0,
  asksSeveral: true,
  decide: (batch) => {
    const offers = assignByCost(batch, () => -SERVE_ALL_SECONDS);
    const first = offers.slice();
    const taken = new Uint8Array(batch.drivers.length);
    for (const { driver } of first) taken[driver] = 1;
    for (let round = 1; round < DRIVERS_A_TRIP; round++) {
      for (const { request } of first) {
        const [driver] = batch.pickups.findNearest(request, 1, taken).drivers;
        if (driver === undefined) continue;
        taken[driver] = 1;
        offers.push({ request, driver });
      }
    }
    return offers;
  },
};
