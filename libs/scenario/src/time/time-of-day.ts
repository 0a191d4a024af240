const DAY_SECONDS = 86_400;
/** A number up to this, except 0, is more likely an hour than a second of the day. */
const MOST_HOURS = 48;

/**
 * Reads a time of day: `06:00`, `6:00:30`, `24:00`, or seconds of the day such as `21600`. A number
 * that looks like an hour is not read.
 *
 * @returns seconds since midnight, from 0 to 86,400; undefined when the text is no time of day
 */
export function parseTimeOfDay(text: string): number | undefined {
  const [, hours, minutes, seconds = '0'] =
    /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text.trim()) ?? [];
  if (hours === undefined) {
    const number = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
    const isHour = number > 0 && number <= MOST_HOURS;
    return number <= DAY_SECONDS && !isHour ? number : undefined;
  }
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const total = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return total <= DAY_SECONDS ? total : undefined;
}
