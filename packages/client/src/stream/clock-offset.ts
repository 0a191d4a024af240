import type { Opening } from './stream-options.js';

/**
 * Milliseconds from this client's clock to the server's, at the moment of opening. The server wrote
 * its time between the request and the answer, so half of the time between them is added. Undefined
 * when the server sent no time.
 */
export function clockOffsetOf({ opened, askedAt }: Opening): number | undefined {
  if (opened.serverTime === '') return undefined;
  return Date.parse(opened.serverTime) + (performance.now() - askedAt) / 2 - Date.now();
}
