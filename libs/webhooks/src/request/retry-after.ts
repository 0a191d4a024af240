/** The longest wait that an endpoint can ask for, in seconds: that of the longest retry. */
const MAX_RETRY_AFTER_SECONDS = 3_600;

/**
 * Reads `Retry-After` (RFC 9110, section 10.2.3), in seconds or as a date.
 *
 * @param nowMs milliseconds since 1970
 * @returns milliseconds, at most an hour; null for a value that is neither
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - nowMs) / 1000;
  if (Number.isNaN(seconds)) return null;
  return Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER_SECONDS) * 1000;
}
