import { useEffect, useState } from 'react';
import { abortableDelay } from '#client';

/**
 * Improves a clock offset with one more time of the server. The server wrote the time before it
 * was received, so each reading is too small by its latency: the largest reading is the nearest.
 *
 * @param serverTime as the server wrote it, ISO 8601; an invalid time leaves the offset as it is
 * @param receivedAt by this browser's clock, in milliseconds
 * @returns milliseconds to add to this browser's clock to get the server's
 */
export function clockOffset(knownMs: number, serverTime: string, receivedAt: number): number {
  const reading = Date.parse(serverTime) - receivedAt;
  return Number.isFinite(reading) ? Math.max(knownMs, reading) : knownMs;
}

/** Milliseconds until `expiresAt` by the server's clock, never negative. */
export function leftMs(expiresAt: string, clockOffsetMs: number, now: number): number {
  return Math.max(0, Date.parse(expiresAt) - (now + clockOffsetMs));
}

/** Whole seconds to show: `1` until the very end, then `0`. */
export const leftSeconds = (left: number): number => Math.ceil(left / 1000);

/** Milliseconds until `leftSeconds` changes; undefined when it stays 0. */
export function nextTickMs(left: number): number | undefined {
  if (left <= 0) return undefined;
  return left % 1000 || 1000;
}

/** Whole seconds until `expiresAt` by the server's clock. It renders when the number changes. */
export function useCountdown(expiresAt: string, clockOffsetMs: number): number {
  const [, setTicks] = useState(0);
  const left = leftMs(expiresAt, clockOffsetMs, Date.now());
  useEffect(() => {
    const ended = new AbortController();
    const count = async () => {
      for (;;) {
        const wait = nextTickMs(leftMs(expiresAt, clockOffsetMs, Date.now()));
        if (wait === undefined) return;
        await abortableDelay(wait, ended.signal);
        if (ended.signal.aborted) return;
        setTicks((known) => known + 1);
      }
    };
    void count();
    // A browser fires the timers of a hidden tab late.
    const onVisible = () => setTicks((known) => known + 1);
    document.addEventListener('visibilitychange', onVisible, { signal: ended.signal });
    return () => ended.abort();
  }, [expiresAt, clockOffsetMs]);
  return leftSeconds(left);
}
