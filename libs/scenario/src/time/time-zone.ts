import { Temporal } from 'temporal-polyfill';

/** How a wall time of a zone became a moment. */
export type WallTimeKind = 'plain' | 'skipped' | 'repeated';

interface WallMinute {
  readonly epochMs: number;
  readonly kind: WallTimeKind;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A month has 44,640 minutes. At the bound the map is emptied, because files are mostly in order. */
const MAX_CACHED_MINUTES = 50_000;

/**
 * The wall times of a time zone of the IANA database. A wall time that the clocks skip is read with
 * the offset before the change (02:30 becomes 03:30), and of one that they repeat the first is
 * taken: the disambiguation 'compatible' of ECMAScript Temporal.
 */
export class TimeZone {
  private readonly isUtc: boolean;
  private readonly minutes = new Map<number, WallMinute>();

  /**
   * @param name such as `America/New_York` or `UTC`
   * @throws {RangeError} when there is no such zone
   */
  constructor(readonly name: string) {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    this.isUtc = /^(utc|etc\/utc|gmt)$/i.test(name);
  }

  /**
   * Finds the moment of a wall time.
   *
   * @param wallMs the wall time as if it were UTC, in milliseconds since 1970
   */
  findMoment(wallMs: number): WallMinute {
    if (this.isUtc) return { epochMs: wallMs, kind: 'plain' };
    const minute = Math.floor(wallMs / MINUTE_MS);
    const { epochMs, kind } = this.minutes.get(minute) ?? this.addMinute(minute);
    return { epochMs: epochMs + (wallMs - minute * MINUTE_MS), kind };
  }

  /** The first moment of the day of a moment, both in milliseconds since 1970. */
  startOfDay(epochMs: number): number {
    if (this.isUtc) return Math.floor(epochMs / DAY_MS) * DAY_MS;
    const moment = Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs));
    return moment.toZonedDateTimeISO(this.name).startOfDay().epochMilliseconds;
  }

  /**
   * The first moment of a day, in milliseconds since 1970.
   *
   * @param date such as `2014-12-21`
   * @param days whole days after it (default 0)
   * @throws {RangeError} when there is no such date
   */
  startOfDate(date: string, days = 0): number {
    const day = Temporal.PlainDate.from(date).add({ days });
    return day.toZonedDateTime(this.name).epochMilliseconds;
  }

  /** The date of a moment in this zone, such as `2014-12-21`. */
  dateOf(epochMs: number): string {
    const moment = Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs));
    return moment.toZonedDateTimeISO(this.name).toPlainDate().toString();
  }

  private addMinute(minute: number): WallMinute {
    if (this.minutes.size >= MAX_CACHED_MINUTES) this.minutes.clear();
    const wall = Temporal.Instant.fromEpochMilliseconds(minute * MINUTE_MS)
      .toZonedDateTimeISO('UTC')
      .toPlainDateTime();
    const earlier = wall.toZonedDateTime(this.name, { disambiguation: 'earlier' });
    const later = wall.toZonedDateTime(this.name, { disambiguation: 'later' });
    const isPlain = earlier.epochMilliseconds === later.epochMilliseconds;
    const isRepeated = !isPlain && earlier.toPlainDateTime().equals(wall);
    const moment = isPlain || isRepeated ? earlier : later;
    const kind = isPlain ? 'plain' : isRepeated ? 'repeated' : 'skipped';
    const found: WallMinute = { epochMs: moment.epochMilliseconds, kind };
    this.minutes.set(minute, found);
    return found;
  }
}
