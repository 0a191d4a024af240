import { UsageError } from '#simulation';

const UNIT_SECONDS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600 };

/** Reads `90`, `90s`, `2m` or `1h` as seconds. @throws {UsageError} with the valid form */
export function readDuration(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h|)$/.exec(text.trim());
  const seconds = match ? Number(match[1]) * (UNIT_SECONDS[match[2] ?? ''] ?? NaN) : NaN;
  if (!(seconds > 0 && seconds <= 86_400)) {
    throw new UsageError(
      `${option} takes a duration up to a day, such as 60s or 2m, not "${text}"`,
    );
  }
  return seconds;
}

/** Reads `21:00` or `21:00:30` as seconds since midnight. @throws {UsageError} with the valid form */
export function readTimeOfDay(option: string, text: string): number {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text.trim());
  if (!match) throw new UsageError(`${option} takes a time of day such as 21:00, not "${text}"`);
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
}

export interface NumberRange {
  min: number;
  max: number;
  whole?: boolean;
}

/** Reads a number. @throws {UsageError} with the valid range */
export function readNumber(option: string, text: string, range: NumberRange): number {
  const value = text.trim() === '' ? NaN : Number(text);
  const fits = value >= range.min && value <= range.max;
  if (!fits || (range.whole && !Number.isInteger(value))) {
    const kind = range.whole ? 'a whole number' : 'a number';
    throw new UsageError(
      `${option} takes ${kind} from ${range.min} to ${range.max}, not "${text}"`,
    );
  }
  return value;
}
