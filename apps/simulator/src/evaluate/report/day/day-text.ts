import type { Evaluation } from '../../evaluation.js';
import { midnightOf } from '../../export/exported-day.js';

const WITH_DATE = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;

/** Says which day the hours of the page are of, and in which time zone. */
export function timeText({ city, inputCheck, timeZone = 'UTC' }: Evaluation): string {
  if (!inputCheck) return 'A generated day. Times are in hours since its midnight.';
  const date = new Intl.DateTimeFormat('en-GB', { ...WITH_DATE, timeZone });
  return `First day: ${date.format(midnightOf(city))}. Times are of the zone ${timeZone}, in hours since midnight.`;
}
