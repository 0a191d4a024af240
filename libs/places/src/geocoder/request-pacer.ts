import { performance } from 'node:perf_hooks';

/** Spreads requests, so that at most so many begin in a second. */
export class RequestPacer {
  private readonly intervalMs: number;
  private nextAt = -Infinity;

  constructor(requestsPerSecond: number) {
    this.intervalMs = 1000 / requestsPerSecond;
  }

  /**
   * Reserves the next time at which a request may begin.
   *
   * @param maxWaitMs a later time is not reserved
   * @returns the milliseconds to wait; undefined when they would be more than `maxWaitMs`
   */
  reserve(maxWaitMs: number, now = performance.now()): number | undefined {
    const at = Math.max(now, this.nextAt);
    if (at - now > maxWaitMs) return undefined;
    this.nextAt = at + this.intervalMs;
    return at - now;
  }
}
