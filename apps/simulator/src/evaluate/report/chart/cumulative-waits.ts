const POINTS = 120;

/** The percentage of all requests that were picked up within a number of seconds. */
export type WaitPoint = [seconds: number, percent: number];

/**
 * The cumulative distribution of waits.
 *
 * @param waits seconds until pickup of the served riders, in any order
 * @param requests number of all requests
 * @param patienceSeconds end of the curve
 */
export function cumulativeWaits(
  waits: readonly number[],
  requests: number,
  patienceSeconds: number,
): WaitPoint[] {
  const ascending = [...waits].sort((a, b) => a - b);
  let picked = 0;
  return Array.from({ length: POINTS + 1 }, (_, i) => {
    const seconds = (patienceSeconds * i) / POINTS;
    while (picked < ascending.length && (ascending[picked] ?? 0) <= seconds) picked += 1;
    return [seconds, Math.round((picked / requests) * 1e4) / 100];
  });
}
