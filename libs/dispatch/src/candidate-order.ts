import type { Candidate } from './dispatch-policy.js';

/**
 * Nearest first by travel time, then by id. Ids are compared by code unit, not by locale:
 * the answer must be the same on every machine.
 */
export function compareCandidates(a: Candidate, b: Candidate): number {
  if (a.pickupSeconds !== b.pickupSeconds) return a.pickupSeconds - b.pickupSeconds;
  return a.driverId < b.driverId ? -1 : a.driverId > b.driverId ? 1 : 0;
}
