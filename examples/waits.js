import { setTimeout as delay } from 'node:timers/promises';

/** Timers fire a longer delay than 2^31 - 1 ms at once, so every delay from outside needs a bound. */
const LONGEST_WAIT_MS = 3_600_000;
const SHORTEST_WAIT_MS = 100;
const LONGEST_BACK_OFF_MS = 30_000;

/** Waits as long as the server says, within bounds, and a random time that doubles with each failure. */
export class Waits {
  #failures = 0;

  /** Forgets the failures, because the server works. */
  reset() {
    this.#failures = 0;
  }

  /** The next wait in milliseconds. */
  next(askedMs) {
    const end = Math.min(LONGEST_BACK_OFF_MS, 500 * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    const bounded = Math.min(Math.max(askedMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
    return bounded + Math.random() * end;
  }

  /** Waits for the next time. An aborted signal ends the wait. */
  async pass(askedMs, signal) {
    await delay(this.next(askedMs), undefined, { signal }).catch(() => undefined);
  }
}

/** The milliseconds of `Retry-After` (RFC 9110, section 10.2.3): seconds or a date; 0 for another value. */
export function retryAfterMs(headers) {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  if (!/^[A-Z][a-z]+,? /.test(value)) return 0;
  const sentAt = Date.parse(headers.get('date') ?? '') || Date.now();
  return Math.max(0, Date.parse(value) - sentAt) || 0;
}
