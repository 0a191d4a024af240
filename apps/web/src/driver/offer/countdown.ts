/**
 * A better clock offset, after one more time of the server has been heard. What is heard was
 * written earlier, so each reading is an offset that is too small by its time on the way: the
 * largest is the nearest.
 *
 * @param serverTime as the server wrote it, ISO 8601
 * @param heardAt by our own clock, in milliseconds
 * @returns milliseconds to add to our clock for the server's
 */
export function clockOffset(knownMs: number, serverTime: string, heardAt: number): number {
  const read = Date.parse(serverTime) - heardAt;
  return Number.isFinite(read) ? Math.max(knownMs, read) : knownMs;
}

/** Milliseconds until `expiresAt` by the server's clock, whatever ours shows. Never negative. */
export function leftMs(expiresAt: string, clockOffsetMs: number, now: number): number {
  return Math.max(0, Date.parse(expiresAt) - (now + clockOffsetMs));
}

/** Whole seconds to show: `1` until the very end, then `0`. */
export const leftSeconds = (left: number): number => Math.ceil(left / 1000);

/** Milliseconds until `leftSeconds` is another one; undefined when it stays 0. */
export function nextTickMs(left: number): number | undefined {
  if (left <= 0) return undefined;
  return left % 1000 || 1000;
}
