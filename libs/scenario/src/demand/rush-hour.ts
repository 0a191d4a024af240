/**
 * Demand of each hour of the day relative to the average hour, from midnight: a morning rush, a
 * long evening rush and quiet hours before dawn, as in taxi records. The mean is 1.
 */
const HOURS = [
  0.7, 0.45, 0.3, 0.2, 0.2, 0.35, 0.75, 1.3, 1.6, 1.35, 1.05, 1.0, 1.05, 1.05, 1.05, 1.1, 1.2, 1.5,
  1.7, 1.5, 1.25, 1.15, 1.15, 1.05,
] as const;

const MINUTES_PER_DAY = 1_440;
/** Most trips lead to work before this minute of the day, and home after it. */
const COMMUTE_REVERSAL_MINUTE = 13 * 60;

/** The maximum of `rushFactor`. */
export const PEAK_FACTOR = Math.max(...HOURS);

/** Demand at a minute of the day relative to the average, interpolated between hours. */
export function rushFactor(minuteOfDay: number): number {
  // The value of each hour applies to its middle.
  const hour = (wrapMinute(minuteOfDay) / 60 - 0.5 + HOURS.length) % HOURS.length;
  const before = Math.floor(hour);
  const share = hour - before;
  return HOURS[before]! * (1 - share) + HOURS[(before + 1) % HOURS.length]! * share;
}

/** Whether most trips lead to work (true) or home at a minute of the day. */
export const isTowardsWork = (minuteOfDay: number) =>
  wrapMinute(minuteOfDay) < COMMUTE_REVERSAL_MINUTE;

const wrapMinute = (minuteOfDay: number) =>
  ((minuteOfDay % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY;
