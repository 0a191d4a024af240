import type { DateOrder } from './time-stamp.js';
import { readTimeStamp } from './time-stamp.js';
import type { TimeZone } from './time-zone.js';

/** What the stamps of a file are. */
export type StampKind = 'dates' | 'epoch seconds' | 'epoch milliseconds' | 'seconds of the day';

export interface DepartureClockOptions {
  /** The zone of wall times, and of midnight. */
  readonly zone: TimeZone;
  /** The order of day and month in dates with slashes. */
  readonly order: DateOrder;
  /** The date of a file with seconds of the day; undefined: 1970-01-01. */
  readonly date: string | undefined;
}

/** A number with 12 or 14 digits is a date such as 20140115172621. */
const NUMBER = /^(?:\d{1,11}|\d{13})(?:[.,]\d+)?$/;
const MOST_DAYS = 31;
const DAY_SECONDS = 86_400;
/** From 1973, which no seconds of the day reach, to 2286. */
const EPOCH_SECONDS = [1e8, 1e10] as const;
/** From 2001 to 2286. */
const EPOCH_MILLISECONDS = [1e12, 1e13] as const;

/** Reads the stamps of one file. The first stamp decides of which kind all of them are. */
export class DepartureClock {
  /** The kind of the first stamp; undefined before it. */
  kind: StampKind | undefined;
  /** Wall times that the clocks of the zone skip, and those that they repeat. */
  readonly assumed = { skipped: 0, repeated: 0 };
  private readonly firstMidnightMs: number;

  constructor(private readonly options: DepartureClockOptions) {
    const { zone, date } = options;
    this.firstMidnightMs = date === undefined ? 0 : zone.startOfDate(date);
  }

  /**
   * Reads a stamp.
   *
   * @returns milliseconds since 1970; undefined for one of no form, or of another kind than the first
   */
  read(text: string): number | undefined {
    const kind = NUMBER.test(text) ? kindOfNumber(readStampNumber(text)) : 'dates';
    this.kind ??= kind;
    if (kind === undefined || kind !== this.kind) return undefined;
    return kind === 'dates' ? this.readDate(text) : this.toMillis(readStampNumber(text), kind);
  }

  /** The first moment of the first day, in milliseconds since 1970. @param earliestMs of all requests */
  midnightBefore(earliestMs: number): number {
    const { zone, date } = this.options;
    if (date !== undefined) return this.firstMidnightMs;
    return this.kind === 'seconds of the day' ? 0 : zone.startOfDay(earliestMs);
  }

  private readDate(text: string): number | undefined {
    const stamp = readTimeStamp(text, this.options.order);
    if (!stamp) return undefined;
    const { wallMs, offsetMinutes } = stamp;
    if (offsetMinutes !== undefined) return wallMs - offsetMinutes * 60_000;
    const { epochMs, kind } = this.options.zone.findMoment(wallMs);
    if (kind !== 'plain') this.assumed[kind] += 1;
    return epochMs;
  }

  private toMillis(value: number, kind: Exclude<StampKind, 'dates'>): number {
    switch (kind) {
      case 'epoch milliseconds':
        return value;
      case 'epoch seconds':
        return value * 1_000;
      case 'seconds of the day':
        return this.firstMidnightMs + value * 1_000;
    }
  }
}

const readStampNumber = (text: string): number => Number(text.replace(',', '.'));

function kindOfNumber(value: number): StampKind | undefined {
  if (value <= MOST_DAYS * DAY_SECONDS) return 'seconds of the day';
  if (value >= EPOCH_SECONDS[0] && value < EPOCH_SECONDS[1]) return 'epoch seconds';
  if (value >= EPOCH_MILLISECONDS[0] && value < EPOCH_MILLISECONDS[1]) return 'epoch milliseconds';
  return undefined;
}
