const POINTS = 120;

/** After so many seconds, so many per cent of all requests had been picked up. */
export type WaitPoint = [seconds: number, percent: number];

/**
 * @param waits in seconds, of those who were picked up; in any order
 * @param requests how many there were in all
 * @param patienceSeconds where the curve ends
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
