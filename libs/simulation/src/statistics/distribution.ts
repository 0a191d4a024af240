import { percentile } from './percentile.js';

/** Figures of a sample, rounded to a tenth; null when the sample is empty. */
export interface Distribution {
  count: number;
  mean: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

/** Summarises values in any order; percentiles are by nearest rank. */
export function distribution(values: readonly number[]): Distribution {
  const sorted = [...values].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return {
    count: sorted.length,
    mean: roundOrNull(mean),
    p50: roundOrNull(percentile(sorted, 0.5)),
    p95: roundOrNull(percentile(sorted, 0.95)),
    p99: roundOrNull(percentile(sorted, 0.99)),
    max: roundOrNull(percentile(sorted, 1)),
  };
}

const roundOrNull = (value: number): number | null =>
  Number.isNaN(value) ? null : Math.round(value * 10) / 10;
