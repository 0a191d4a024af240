import type { Position } from '#contracts';
import { greatCircleMeters, type TravelEstimator, type TravelTowards } from '#geo';
import { compareCandidates } from './candidate-order.js';
import type { Candidate } from './dispatch-policy.js';

/** A driver who could be asked. */
export interface IdleDriver {
  readonly driverId: string;
  readonly position: Position;
}

export interface CandidateSearch {
  readonly request: { readonly pickup: Position };
  readonly drivers: Iterable<IdleDriver>;
  readonly estimator: Pick<TravelEstimator, 'towards' | 'reachMeters'>;
  /** Longest travel time to the pickup, this value included. */
  readonly reachSeconds: number;
  /** Ids of drivers who are out for this trip: they declined, or let the offer expire. */
  readonly excluded?: ReadonlySet<string>;
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Drivers within reach of a pickup by travel time, nearest first. Those whom the straight
 * line rules out at the network's top speed are never looked up on the road. All drivers are
 * gone through: 5,000 who stand still take 4 ms on Manhattan. An index of moving drivers would
 * help little there, where the top speed (a link of 0.3 s) rules out hardly anybody.
 */
export function searchCandidates(search: CandidateSearch): Candidate[] {
  const { request, drivers, estimator, reachSeconds, excluded = NOBODY } = search;
  const reachMeters = estimator.reachMeters(reachSeconds);
  const candidates: Candidate[] = [];
  let towards: TravelTowards | undefined;
  for (const { driverId, position } of drivers) {
    if (excluded.has(driverId)) continue;
    if (greatCircleMeters(position, request.pickup) > reachMeters) continue;
    // Prepared for the first who may count: it is the search over the whole network.
    towards ??= estimator.towards(request.pickup);
    const { durationSeconds, distanceMeters } = towards.from(position);
    if (durationSeconds > reachSeconds) continue;
    candidates.push({ driverId, pickupSeconds: durationSeconds, pickupMeters: distanceMeters });
  }
  return candidates.sort(compareCandidates);
}
