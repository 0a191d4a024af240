import type { DutySpan } from '#simulation';
import type { OpenTime } from './service-hours.js';

/**
 * Adds up the time that cars were on duty in the hours of service, in seconds.
 *
 * @param duty times on duty by car, each list in the order of time
 * @param hours in the order of time
 */
export function sumDutySeconds(
  duty: readonly (readonly DutySpan[])[],
  hours: readonly OpenTime[],
): number {
  return duty.reduce((sum, spans) => sum + overlapOf(spans, hours), 0);
}

function overlapOf(spans: readonly DutySpan[], hours: readonly OpenTime[]): number {
  let [seconds, span, hour] = [0, 0, 0];
  while (span < spans.length && hour < hours.length) {
    const { from, to } = spans[span]!;
    const { fromSeconds, toSeconds } = hours[hour]!;
    seconds += Math.max(0, Math.min(to, toSeconds) - Math.max(from, fromSeconds));
    if (to < toSeconds) span += 1;
    else hour += 1;
  }
  return seconds;
}
