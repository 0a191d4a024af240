/**
 * How busy each hour of the day is against an average one, from midnight: taxi requests of
 * a city with a morning rush, a long evening one and quiet hours before dawn. Mean 1.
 */
const HOURS = [
  0.7, 0.45, 0.3, 0.2, 0.2, 0.35, 0.75, 1.3, 1.6, 1.35, 1.05, 1.0, 1.05, 1.05, 1.05, 1.1, 1.2, 1.5,
  1.7, 1.5, 1.25, 1.15, 1.15, 1.05,
] as const;

const MINUTES_PER_DAY = 1_440;
/** Until then more people head for work, afterwards for home. */
const COMMUTE_REVERSAL_MINUTE = 13 * 60;

/** The busiest `rushFactor` of the day. */
export const PEAK_FACTOR = Math.max(...HOURS);

/** How busy a minute of the day is against an average one; flows from hour to hour. */
export function rushFactor(minuteOfDay: number): number {
  // Each hour's value stands for its middle.
  const hour = (wrapMinute(minuteOfDay) / 60 - 0.5 + HOURS.length) % HOURS.length;
  const before = Math.floor(hour);
  const share = hour - before;
  return HOURS[before]! * (1 - share) + HOURS[(before + 1) % HOURS.length]! * share;
}

/** Whether people go to work (true) or home at that minute of the day. */
export const isTowardsWork = (minuteOfDay: number) =>
  wrapMinute(minuteOfDay) < COMMUTE_REVERSAL_MINUTE;

const wrapMinute = (minuteOfDay: number) =>
  ((minuteOfDay % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY;
