import { InvalidArgumentError } from 'commander';

/** Makes a parser of an option that takes a whole number from `least` to `most`. */
export function parseCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`);
  };
}

/** Makes a parser of an option that takes such numbers, separated by commas; it sorts them. */
export const parseCounts =
  (least: number, most: number) =>
  (text: string): number[] =>
    text
      .split(',')
      .map(parseCount(least, most))
      .sort((a, b) => a - b);
