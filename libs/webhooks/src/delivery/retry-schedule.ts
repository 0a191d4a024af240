/** The share by which a wait is longer or shorter at random, so that retries spread. */
const JITTER = 0.2;
/** No wait is longer, whatever the jitter adds. */
const MAX_WAIT_MS = 3_600_000;

/**
 * Returns how long to wait before the next attempt.
 *
 * @param waits the waits between the attempts, in seconds
 * @param tries the attempts that have failed, 1 or more
 * @param random from 0 to 1
 * @returns milliseconds; null if all attempts are made
 */
export function findWait(
  waits: readonly number[],
  tries: number,
  random = Math.random(),
): number | null {
  const seconds = waits[tries - 1];
  if (seconds === undefined) return null;
  const factor = 1 - JITTER + 2 * JITTER * random;
  return Math.min(seconds * 1000 * factor, MAX_WAIT_MS);
}
