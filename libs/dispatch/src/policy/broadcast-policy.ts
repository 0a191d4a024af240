import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import type { DispatchPolicy } from './dispatch-policy.js';

/** Drivers who are asked for one trip at once. */
const DRIVERS_A_TRIP = 3;

/**
 * Each trip is offered to three drivers, and the first to accept has it: a slow or unwilling
 * driver costs the rider nothing, at the price of asking drivers in vain. The first drivers are
 * those of `batched`; everybody has one before anybody has two. Then each trip in the order of
 * request asks the nearest driver whom nobody has asked, and again.
 */
export const broadcastPolicy: DispatchPolicy = {
  name: 'broadcast',
  lookaheadSeconds: 0,
  asksSeveral: true,
  decide: (batch) => {
    const asked = assignByCost(batch, () => -SERVE_ALL_SECONDS);
    const first = asked.slice();
    const taken = new Set(first.map(({ driver }) => driver));
    for (let round = 1; round < DRIVERS_A_TRIP; round++) {
      for (const { request } of first) {
        const [driver] = batch.pickups.findNearest(request, 1, taken).drivers;
        if (driver === undefined) continue;
        taken.add(driver);
        asked.push({ request, driver });
      }
    }
    return asked;
  },
};
