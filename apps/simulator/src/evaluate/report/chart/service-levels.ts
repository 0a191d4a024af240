import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { waitsOf } from '../../kpis/day-kpis.js';

const POINTS = 120;

/** The percentage of all requests that were picked up within a number of seconds. */
export type ServiceLevel = [seconds: number, percent: number];

/** The service levels of a policy, up to the patience of the riders. */
export const serviceLevels = (
  { record }: PolicyResult,
  { city: { requests }, rules: { patienceSeconds } }: Evaluation,
): ServiceLevel[] => cumulativeShares(waitsOf(record, requests), requests.length, patienceSeconds);

/**
 * The cumulative distribution of waits.
 *
 * @param waits seconds until pickup of the served riders, in any order
 * @param requests number of all requests
 * @param patienceSeconds end of the curve
 */
export function cumulativeShares(
  waits: readonly number[],
  requests: number,
  patienceSeconds: number,
): ServiceLevel[] {
  const ascending = [...waits].sort((a, b) => a - b);
  let picked = 0;
  return Array.from({ length: POINTS + 1 }, (_, i) => {
    const seconds = (patienceSeconds * i) / POINTS;
    while (picked < ascending.length && (ascending[picked] ?? 0) <= seconds) picked += 1;
    const share = requests === 0 ? 0 : picked / requests;
    return [Math.round(seconds * 10) / 10, Math.round(share * 1e4) / 100];
  });
}

/** The share of all requests picked up within exactly so many seconds; null without a request. */
export function levelWithin(
  { record }: PolicyResult,
  { city: { requests } }: Evaluation,
  seconds: number,
): number | null {
  if (requests.length === 0) return null;
  const picked = waitsOf(record, requests).filter((wait) => wait <= seconds).length;
  return (100 * picked) / requests.length;
}
