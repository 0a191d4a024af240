import { SERVE_ALL_SECONDS, assignByCost } from './assign-by-cost.js';
import { inCanonicalOrder } from './canonical-batch.js';
import type { DispatchBatch, DispatchPolicy, Pairing } from './dispatch-policy.js';

/** Drivers who are asked for one trip at once. */
const DRIVERS_A_TRIP = 3;

/**
 * Each trip is offered to its three best drivers, and the first to accept has it: a slow or
 * unwilling driver costs the rider nothing, at the price of asking drivers in vain. The best
 * drivers are one optimal assignment each: everybody gets a first driver before anybody gets a
 * second, and no driver is asked twice.
 */
export const broadcastPolicy: DispatchPolicy = {
  name: 'broadcast',
  lookaheadSeconds: 0,
  asksSeveral: true,
  decide: (batch) => inCanonicalOrder(batch, askSeveral),
};

function askSeveral(batch: DispatchBatch): Pairing[] {
  const { requests, drivers } = batch;
  const pickupSeconds = batch.pickupSeconds.slice();
  const asked: Pairing[] = [];
  for (let round = 0; round < DRIVERS_A_TRIP; round++) {
    const rest = { requests, drivers, pickupSeconds };
    const pairings = assignByCost(rest, { costOf: () => -SERVE_ALL_SECONDS });
    if (pairings.length === 0) break;
    asked.push(...pairings);
    for (const { driver } of pairings) {
      for (let r = 0; r < requests.length; r++)
        pickupSeconds[r * drivers.length + driver] = Infinity;
    }
  }
  return asked;
}
