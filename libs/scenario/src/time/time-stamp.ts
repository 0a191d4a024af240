/** The order of day and month in a date with slashes, such as 01/02/2024. */
export type DateOrder = 'dmy' | 'mdy';

/** A date and time as a text states it. */
export interface TimeStamp {
  /** The date and time of the text as if it were UTC, in milliseconds since 1970. */
  readonly wallMs: number;
  /** Minutes that the text is ahead of UTC; undefined when it names no zone. */
  readonly offsetMinutes: number | undefined;
}

/** The parts of a text that has the form of a date and time; their values are not checked. */
interface StampParts {
  readonly year: string;
  /** The second and third part of the date: month and day, unless `slash` is given. */
  readonly middle: string;
  readonly last: string;
  /** The separator of a date that begins with the day or the month. */
  readonly slash?: string;
  readonly clock: string;
}

const ISO = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ]\s*|,\s*)(\S.*)$/i;
const COMPACT_ISO = /^(\d{4})(\d{2})(\d{2})T?\s?(\d{2}\S*.*)$/i;
const SLASHED = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:T|,?\s+)(\S.*)$/i;
const CLOCK =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([ap])?\.?m?\.?\s*(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?$/i;
const MINUTE_MS = 60_000;

/**
 * Reads a date and time as exports have them: ISO 8601 (with 'T' or a blank, with or without zone),
 * `2009-06-15 17:26:21 UTC`, `01/31/2024 12:15:00 AM`, `31/01/2024 17:05`, `31.01.2024 17:05`.
 * Digits beyond the millisecond are dropped.
 *
 * @param order of day and month in a date with slashes or dashes; with dots the day is first
 * @returns undefined for an invalid date or time, 30 February and 24:00 included
 */
export function readTimeStamp(text: string, order: DateOrder = 'mdy'): TimeStamp | undefined {
  const parts = splitStamp(text);
  if (!parts) return undefined;
  const isDayFirst = parts.slash !== undefined && (parts.slash === '.' || order === 'dmy');
  const [month, day] = isDayFirst ? [parts.last, parts.middle] : [parts.middle, parts.last];
  const dateMs = readDate(Number(parts.year), Number(month), Number(day));
  const clock = readClock(parts.clock);
  if (dateMs === undefined || clock === undefined) return undefined;
  return { wallMs: dateMs + clock.ms, offsetMinutes: clock.offsetMinutes };
}

/**
 * What a date says about the order of day and month in its file.
 *
 * @returns the order when only one is possible; 'either' when both give another date;
 *   undefined when the text has another form, or both orders give the same date
 */
export function orderOf(text: string): DateOrder | 'either' | undefined {
  const parts = splitStamp(text);
  if (parts?.slash === undefined || parts.slash === '.') return undefined;
  const [first, second] = [Number(parts.middle), Number(parts.last)];
  if (first > 12 && second <= 12) return 'dmy';
  if (second > 12 && first <= 12) return 'mdy';
  return first === second || first > 12 ? undefined : 'either';
}

function splitStamp(text: string): StampParts | undefined {
  const iso = ISO.exec(text);
  if (iso) {
    const [, year = '', , middle = '', last = '', clock = ''] = iso;
    return { year, middle, last, clock };
  }
  const slashed = SLASHED.exec(text);
  if (slashed) {
    const [, middle = '', slash = '', last = '', year = '', clock = ''] = slashed;
    return { year, middle, last, slash, clock };
  }
  const compact = COMPACT_ISO.exec(text);
  if (!compact) return undefined;
  const [, year = '', middle = '', last = '', clock = ''] = compact;
  return { year, middle, last, clock: withColons(clock) };
}

/** 172621 becomes 17:26:21. */
const withColons = (clock: string): string => clock.replace(/^(\d{2})(\d{2})(\d{2})?/, joinClock);

const joinClock = (...[, hours, minutes, seconds]: (string | undefined)[]): string =>
  [hours, minutes, seconds].filter((part) => part !== undefined).join(':');

function readDate(year: number, month: number, day: number): number | undefined {
  const ms = Date.UTC(year, month - 1, day);
  // Date.UTC reads 30 February as 2 March, so the day is compared.
  const date = new Date(ms);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? ms : undefined;
}

interface Clock {
  readonly ms: number;
  readonly offsetMinutes: number | undefined;
}

function readClock(text: string): Clock | undefined {
  const match = CLOCK.exec(text);
  if (!match) return undefined;
  const [, hourText = '', minuteText = '', secondText = '0', fraction = '', half, zone] = match;
  const hours = hourOfDay(Number(hourText), half?.toLowerCase());
  const [minutes, seconds] = [Number(minuteText), Number(secondText)];
  if (hours === undefined || minutes > 59 || seconds > 59) return undefined;
  const offset = zone === undefined ? undefined : readOffset(zone);
  if (Number.isNaN(offset)) return undefined;
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3));
  return {
    ms: (hours * 60 + minutes) * MINUTE_MS + seconds * 1_000 + millis,
    offsetMinutes: offset,
  };
}

/** 12 AM is midnight and 12 PM is noon. */
function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}

/** @returns NaN for an offset that no zone has */
function readOffset(zone: string): number {
  if (/^[zug]/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
