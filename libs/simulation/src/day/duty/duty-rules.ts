import type { WorkShift } from '#scenario';

/** A shift and how many cars have it. */
export interface ShiftShare extends WorkShift {
  /** A number of cars, a share of the fleet, or an equal part of what the others leave. */
  readonly cars: { readonly count: number } | { readonly share: number } | 'rest';
}

/** Breaks of a car on duty. */
export interface BreakRules {
  readonly seconds: number;
  /** Longest time on duty until a break is due. */
  readonly everySeconds: number;
}

/**
 * Gives shifts to cars: the first ones have the first shift, and so on.
 *
 * @returns the shift of each car; undefined for a car that no shift is left for, which is on duty
 *   all day
 */
export function assignShifts(
  shares: readonly ShiftShare[],
  cars: number,
): (WorkShift | undefined)[] {
  const stated = shares.map((share) => carsOf(share, cars));
  const left = Math.max(0, cars - stated.reduce((sum: number, count) => sum + (count ?? 0), 0));
  const rests = stated.filter((count) => count === undefined).length;
  const shifts: (WorkShift | undefined)[] = [];
  let exact = 0;
  shares.forEach(({ startSeconds, endSeconds }, i) => {
    exact += stated[i] ?? left / rests;
    // Rounded sums, so that shares of 50 % of 5 cars are 3 and 2.
    while (shifts.length < Math.min(cars, Math.round(exact)))
      shifts.push({ startSeconds, endSeconds });
  });
  while (shifts.length < cars) shifts.push(undefined);
  return shifts;
}

/** The number of cars that shifts name, without shares of the fleet. */
export const countShiftCars = (shares: readonly ShiftShare[]): number =>
  shares.reduce((sum, { cars }) => sum + (carsOf({ cars }, 0) ?? 0), 0);

/** Undefined for a share of the rest. */
function carsOf({ cars: wanted }: Pick<ShiftShare, 'cars'>, cars: number): number | undefined {
  if (wanted === 'rest') return undefined;
  return 'count' in wanted ? wanted.count : wanted.share * cars;
}
