import type { Opening } from './stream-options.js';

/**
 * Milliseconds from our clock to the server's, just when it has opened: it spoke somewhere
 * between our asking and our hearing. Undefined where it didn't say the time.
 */
export function clockOffsetOf({ opened, askedAt }: Opening): number | undefined {
  if (opened.serverTime === '') return undefined;
  return Date.parse(opened.serverTime) + (performance.now() - askedAt) / 2 - Date.now();
}
