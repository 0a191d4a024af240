import { compareCandidates } from './candidate-order.js';
import type { Assignment, Candidate, DispatchPolicy, DispatchRequest } from './dispatch-policy.js';

/**
 * First come, first served: riders in the order of request, each takes the idle driver with
 * the least travel time to the pickup. Fair to the first, not the shortest waiting overall.
 */
export const nearestPolicy: DispatchPolicy = {
  name: 'nearest',
  assign({ requests }) {
    const taken = new Set<string>();
    const assignments: Assignment[] = [];
    for (const request of requests) {
      const nearest = nearestFree(request, taken);
      if (!nearest) continue;
      taken.add(nearest.driverId);
      const { driverId, pickupSeconds, pickupMeters } = nearest;
      assignments.push({ tripId: request.tripId, driverId, pickupSeconds, pickupMeters });
    }
    return assignments;
  },
};

function nearestFree(
  { candidates }: DispatchRequest,
  taken: ReadonlySet<string>,
): Candidate | undefined {
  let nearest: Candidate | undefined;
  for (const candidate of candidates) {
    if (taken.has(candidate.driverId)) continue;
    if (!nearest || compareCandidates(candidate, nearest) < 0) nearest = candidate;
  }
  return nearest;
}
