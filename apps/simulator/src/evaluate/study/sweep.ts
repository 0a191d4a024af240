import { UsageError } from '#simulation';

/** An option and the values that a sweep gives to it, as the command line has them. */
export interface Sweep {
  /** Name of the option without dashes, such as `drivers`. */
  readonly option: string;
  readonly values: readonly string[];
}

/** The options that a sweep may vary: those with a number or a duration that changes the day. */
export const SWEPT_OPTIONS = [
  'drivers',
  'riders-per-hour',
  'window',
  'patience',
  'accept-rate',
  'think',
  'offer-seconds',
  'retry-seconds',
  'speed-factor',
  'seats',
  'max-detour',
  'break',
  'boarding',
  'cancel-after',
  'accept-falls',
  'charge-below',
  'charge-to',
] as const;

const MAX_VALUES = 200;
const FORM = 'such as drivers=50..400:25 or window=10s,30s,60s';

/**
 * Reads a sweep: `drivers=50..400:25` for a range with a step, or `window=10s,30s,60s`.
 *
 * @throws {UsageError} with the valid form
 */
export function readSweep(text: string): Sweep {
  const [option = '', list, ...rest] = text.split('=').map((part) => part.trim());
  if (!list || rest.length > 0) throw new UsageError(`--sweep takes ${FORM}, not "${text}"`);
  if (!SWEPT_OPTIONS.some((each) => each === option)) {
    throw new UsageError(`--sweep: "${option}" is none of ${SWEPT_OPTIONS.join(', ')}`);
  }
  const values = list.includes('..') ? readRange(list, text) : list.split(',');
  if (values.length > MAX_VALUES) {
    throw new UsageError(
      `--sweep: ${values.length} values, more than ${MAX_VALUES}; use a longer step`,
    );
  }
  return { option, values: [...new Set(values.map((value) => value.trim()))] };
}

function readRange(list: string, text: string): string[] {
  const match = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?([smh]?)$/.exec(list);
  const [from, to, step] = [match?.[1], match?.[2], match?.[3] ?? '1'].map(Number);
  if (!match || !(from! <= to!) || !(step! > 0)) {
    throw new UsageError(`--sweep takes a range from..to:step, ${FORM}, not "${text}"`);
  }
  const count = Math.floor((to! - from!) / step! + 1e-9) + 1;
  if (count > MAX_VALUES) return new Array<string>(count).fill('');
  const unit = match[4] ?? '';
  // Rounded, because a sum of decimal steps ends in digits such as 0.30000000000000004.
  return Array.from(
    { length: count },
    (_, i) => `${Number((from! + i * step!).toFixed(9))}${unit}`,
  );
}
