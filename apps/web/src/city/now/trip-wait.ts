import type { Trip } from '#contracts';
import { median, WINDOW_MS, type Sample } from './sample.js';

/** Waits are put together by so many milliseconds. */
const STEP_MS = 15_000;

/**
 * How long riders waited for a driver: from request to assignment, as the median of those
 * assigned in the same quarter of a minute.
 */
export function waitsOf(trips: Iterable<Trip>, now: number): Sample[] {
  const steps = new Map<number, number[]>();
  for (const { requestedAt, assignedAt } of trips) {
    if (assignedAt === null) continue;
    const at = Date.parse(assignedAt);
    if (at <= now - WINDOW_MS) continue;
    const step = Math.min(now, Math.ceil(at / STEP_MS) * STEP_MS);
    steps.set(step, [...(steps.get(step) ?? []), (at - Date.parse(requestedAt)) / 1000]);
  }
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([at, seconds]) => ({ at, value: median(seconds) ?? 0 }));
}
