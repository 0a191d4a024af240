/** A value and its time, in milliseconds of the server's clock. */
export interface Sample {
  at: number;
  value: number;
}

/** The age up to which samples are kept, in milliseconds. At one a second there are 600. */
export const WINDOW_MS = 10 * 60_000;

/** Adds a sample and drops those that are older than the window. */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const first = samples.findIndex(({ at }) => at > sample.at - WINDOW_MS);
  return [...(first < 0 ? [] : samples.slice(first)), sample];
}

/** The median: of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

export interface SparkLine {
  /** `points` of an SVG polyline, in a box of 100 × 100. */
  points: string;
  most: number;
}

/** A line over the window that ends at `now`, from 0 at the bottom to the largest value at the top. */
export function sparkLine(samples: readonly Sample[], now: number): SparkLine {
  const most = samples.reduce((highest, { value }) => Math.max(highest, value), 0);
  const points = samples.map(({ at, value }) => {
    const x = 100 * (1 - (now - at) / WINDOW_MS);
    const y = most === 0 ? 100 : 100 - (100 * value) / most;
    return `${x.toFixed(2)},${y.toFixed(2)}`;
  });
  return { points: points.join(' '), most };
}
