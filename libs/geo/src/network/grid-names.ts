import { gridSides, type GridPlan } from './grid-plan.js';

/** With fewer avenues than this a street has one name from end to end. */
const MIN_AVENUES_FOR_HALVES = 4;
/** The avenue at which streets change their prefix has this number, where there are enough. */
const DIVIDING_AVENUE = 5;

/** "1st", "2nd", "3rd", "4th", "11th", "21st". */
export function ordinal(number: number): string {
  const isTeen = Math.floor(number / 10) % 10 === 1;
  const ending = isTeen ? undefined : ['th', 'st', 'nd', 'rd'][number % 10];
  return `${number}${ending ?? 'th'}`;
}

/**
 * The name of an avenue. Avenues count from the right side of the grid, as those of Manhattan count
 * from the east; the two outermost are the parkways along the water.
 */
export function avenueName(grid: GridPlan, column: number): string {
  const { left, right } = gridSides(grid);
  if (column === 0) return `${left} Shore Pkwy`;
  const number = grid.columns - 1 - column;
  return number === 0 ? `${right} Shore Pkwy` : `${ordinal(number)} Ave`;
}

/** The column of the avenue at which streets change from "W" to "E". */
export function dividingColumn({ columns }: GridPlan): number {
  return columns - 1 - Math.min(DIVIDING_AVENUE, Math.floor((columns - 1) / 2));
}

/**
 * The name of the block of a street to the right of a column. Streets count from the bottom, and
 * each has two halves, as "W 42nd St" and "E 42nd St".
 */
export function streetName(grid: GridPlan, row: number, column: number): string {
  const name = `${ordinal(row + 1)} St`;
  if (grid.columns < MIN_AVENUES_FOR_HALVES) return name;
  const { left, right } = gridSides(grid);
  return `${(column < dividingColumn(grid) ? left : right).charAt(0)} ${name}`;
}
