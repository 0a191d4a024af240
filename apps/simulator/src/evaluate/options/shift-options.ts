import { parseTimeOfDay } from '#scenario';
import { countShiftCars, UsageError, type ShiftShare } from '#simulation';
import type { RawOptions } from './raw-options.js';

const FORM =
  'such as "06:00-14:00*100,14:00-22:00*40%,22:00-06:00": times of day, and a number or share of cars';
const MOST_SHIFTS = 100;
const MOST_CARS = 100_000;

/**
 * Reads shifts: `06:00-14:00*100` for 100 cars, `14:00-22:00*40%` for a share of the fleet, and
 * without either an equal part of the cars that are left.
 *
 * @throws {UsageError} with the valid form
 */
export function readShifts(text: string, { target, sweep, drivers }: RawOptions): ShiftShare[] {
  const shifts = text.split(',').map((part) => readShift(part.trim()));
  if (shifts.length > MOST_SHIFTS) {
    throw new UsageError(`--shifts: ${shifts.length} shifts, more than ${MOST_SHIFTS}`);
  }
  const share = shifts.reduce((sum, { cars }) => sum + shareOf(cars), 0);
  if (share > 1 + 1e-9) throw new UsageError(`--shifts: the shares are more than 100 %`);
  const stated = countShiftCars(shifts);
  if (stated > 0 && (target ?? String(sweep ?? '').includes('drivers=')) !== false) {
    throw new UsageError(
      '--shifts: numbers of cars don’t fit a fleet whose size changes (--target, --sweep drivers); use shares such as *40%',
    );
  }
  if (typeof drivers === 'string' && stated > Number(drivers)) {
    throw new UsageError(`--shifts names ${stated} cars, and --drivers is ${drivers}`);
  }
  return shifts;
}

const shareOf = (cars: ShiftShare['cars']): number =>
  cars !== 'rest' && 'share' in cars ? cars.share : 0;

function readShift(part: string): ShiftShare {
  const [, from = '', to = '', size] =
    /^([\d:]+)-([\d:]+)(?:\*(\d+(?:\.\d+)?%?))?$/.exec(part) ?? [];
  const [startSeconds, endSeconds] = [parseTimeOfDay(from), parseTimeOfDay(to)];
  const cars = readCars(size);
  if (startSeconds === undefined || endSeconds === undefined || cars === undefined) {
    throw new UsageError(`--shifts takes shifts ${FORM}, not "${part}"`);
  }
  return { startSeconds, endSeconds, cars };
}

/** Undefined for a size that is invalid. */
function readCars(size: string | undefined): ShiftShare['cars'] | undefined {
  if (size === undefined) return 'rest';
  const value = Number(size.replace('%', ''));
  if (size.endsWith('%')) return value > 0 && value <= 100 ? { share: value / 100 } : undefined;
  return Number.isInteger(value) && value > 0 && value <= MOST_CARS ? { count: value } : undefined;
}
