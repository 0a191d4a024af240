import type { FastifyRateLimitStore } from '@fastify/rate-limit';
import { LRUCache } from 'lru-cache';

/** The most callers whose requests are counted; the one that was silent longest is forgotten. */
const MAX_CALLERS = 5_000;

interface Window {
  /** Milliseconds of the monotonic clock. */
  startedAt: number;
  requests: number;
}

/**
 * Counts the requests of each caller in windows of the monotonic clock. The store of the plugin
 * uses the time of day: when that is set back by two minutes, a window lasts two minutes, and
 * every busy caller is refused until it ends.
 */
export class MonotonicRateStore implements FastifyRateLimitStore {
  private readonly windows = new LRUCache<string, Window>({ max: MAX_CALLERS });

  /**
   * Counts a request.
   *
   * @returns the requests of the caller in this window, and the milliseconds that it still lasts
   */
  count(caller: string, windowMs: number): { current: number; ttl: number } {
    const now = performance.now();
    let window = this.windows.get(caller);
    if (!window || now - window.startedAt >= windowMs) {
      window = { startedAt: now, requests: 0 };
      this.windows.set(caller, window);
    }
    window.requests++;
    return { current: window.requests, ttl: Math.ceil(window.startedAt + windowMs - now) };
  }

  /** Counts a request for the plugin, which wants the answer in a callback. */
  incr(
    caller: string,
    report: (error: null, result: { current: number; ttl: number }) => void,
    windowMs: number,
  ): void {
    report(null, this.count(caller, windowMs));
  }

  /** Routes with limits of their own count on their own. */
  child(): MonotonicRateStore {
    return new MonotonicRateStore();
  }
}
