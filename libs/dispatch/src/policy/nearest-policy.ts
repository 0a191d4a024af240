import { inCanonicalOrder } from './canonical-batch.js';
import type { DispatchBatch, DispatchPolicy, Pairing } from './dispatch-policy.js';

/**
 * First come, first served: riders in the order of request, each takes the idle driver with
 * the least travel time to the pickup. Fair to the first, not the shortest waiting overall:
 * the baseline that every other policy is measured against.
 */
export const nearestPolicy: DispatchPolicy = {
  name: 'nearest',
  lookaheadSeconds: 0,
  asksSeveral: false,
  decide: (batch) => inCanonicalOrder(batch, takeNearest),
};

function takeNearest({ requests, drivers, pickupSeconds }: DispatchBatch): Pairing[] {
  const isTaken = drivers.map(({ busySeconds }) => busySeconds > 0);
  const pairings: Pairing[] = [];
  for (let request = 0; request < requests.length; request++) {
    const first = request * drivers.length;
    let nearest = -1;
    let least = Infinity;
    for (let driver = 0; driver < drivers.length; driver++) {
      const seconds = pickupSeconds[first + driver]!;
      if (seconds >= least || isTaken[driver]) continue;
      least = seconds;
      nearest = driver;
    }
    if (nearest < 0) continue;
    isTaken[nearest] = true;
    pairings.push({ request, driver: nearest });
  }
  return pairings;
}
