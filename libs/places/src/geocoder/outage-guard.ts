import { performance } from 'node:perf_hooks';

/** One slow search is no outage; so many failures in succession are. */
const FAILURES_OF_OUTAGE = 3;
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Stops the requests to a server that is away. After three failures in succession it pauses for a
 * second, and twice as long after each further failure, up to a minute.
 */
export class OutageGuard {
  private failures = 0;
  private pausedUntil = -Infinity;

  isPaused(now = performance.now()): boolean {
    return now < this.pausedUntil;
  }

  /** @returns whether an outage has ended */
  succeed(): boolean {
    const wasAway = this.failures >= FAILURES_OF_OUTAGE;
    this.failures = 0;
    this.pausedUntil = -Infinity;
    return wasAway;
  }

  /**
   * @param isRefusal the server asked for fewer requests, so the pause begins at once
   * @returns whether an outage has begun
   */
  fail({ isRefusal }: { isRefusal: boolean }, now = performance.now()): boolean {
    const wasAway = this.failures >= FAILURES_OF_OUTAGE;
    // Requests that were under way when the pause began don't make it longer.
    if (wasAway && this.isPaused(now)) return false;
    this.failures = isRefusal ? Math.max(this.failures + 1, FAILURES_OF_OUTAGE) : this.failures + 1;
    if (this.failures < FAILURES_OF_OUTAGE) return false;
    const pauseMs = SHORTEST_PAUSE_MS * 2 ** Math.min(this.failures - FAILURES_OF_OUTAGE, 10);
    this.pausedUntil = now + Math.min(pauseMs, LONGEST_PAUSE_MS);
    return !wasAway;
  }
}
