/** A mean with its 95 % confidence interval. */
export interface MeanInterval {
  readonly count: number;
  readonly mean: number;
  /** Half of the width of the interval; null with fewer than two values. */
  readonly halfWidth: number | null;
}

/**
 * The 0.975 quantiles of Student's t distribution for 1 to 30 degrees of freedom (NIST/SEMATECH
 * e-Handbook of Statistical Methods, 1.3.6.7.2).
 */
const T_QUANTILES = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
] as const;
const NORMAL_QUANTILE = 1.959964;

/**
 * The quantile for any number of degrees of freedom. Above 30 it is the first term of the
 * expansion of Cornish and Fisher, which differs from the exact value by less than 0.002.
 */
function tQuantile(degrees: number): number {
  const z = NORMAL_QUANTILE;
  return T_QUANTILES[degrees - 1] ?? z + (z ** 3 + z) / (4 * degrees);
}

/**
 * The mean of independent values, with the 95 % confidence interval of Student's t distribution.
 *
 * @throws RangeError when there is no value
 */
export function meanInterval(values: readonly number[]): MeanInterval {
  const count = values.length;
  if (count === 0) throw new RangeError('a mean needs at least one value');
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { count, mean, halfWidth: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (count - 1));
  return { count, mean, halfWidth: (tQuantile(count - 1) * deviation) / Math.sqrt(count) };
}
