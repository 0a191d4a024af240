import type { Trip } from '#contracts';
import { median, WINDOW_MS, type Sample } from './sample.js';

/** The length of a period whose waits have one median. */
const PERIOD_MS = 15_000;

/**
 * How long riders waited for a driver, from request to assignment, in seconds: the median of the
 * trips that were assigned in the same 15 seconds.
 */
export function waitsOf(trips: Iterable<Trip>, now: number): Sample[] {
  const periods = new Map<number, number[]>();
  for (const { requestedAt, assignedAt } of trips) {
    if (assignedAt === null) continue;
    const at = Date.parse(assignedAt);
    if (at <= now - WINDOW_MS) continue;
    const end = Math.min(now, Math.ceil(at / PERIOD_MS) * PERIOD_MS);
    periods.set(end, [...(periods.get(end) ?? []), (at - Date.parse(requestedAt)) / 1000]);
  }
  return [...periods]
    .sort(([a], [b]) => a - b)
    .map(([at, seconds]) => ({ at, value: median(seconds) ?? 0 }));
}
