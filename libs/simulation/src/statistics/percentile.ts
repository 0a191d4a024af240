/**
 * The percentile by nearest rank: the least value that at least `share` of all values do not
 * exceed.
 *
 * @param sorted ascending
 * @param share 0 to 1
 * @returns NaN when `sorted` is empty
 */
export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;

/** The lower median of values in any order; NaN when there is no value. */
export const median = (values: readonly number[]): number =>
  percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
