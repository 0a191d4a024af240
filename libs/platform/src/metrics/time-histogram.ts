/** The counts of one histogram, or of one combination of labels of it. */
export class HistogramCounts {
  private readonly counts: number[];
  private sum = 0;
  private count = 0;

  /** @param bounds the upper bounds of the buckets in seconds, ascending */
  constructor(private readonly bounds: readonly number[]) {
    this.counts = Array<number>(bounds.length + 1).fill(0);
  }

  observe(seconds: number): void {
    let bucket = 0;
    for (const bound of this.bounds) {
      if (seconds <= bound) break;
      bucket += 1;
    }
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += seconds;
    this.count += 1;
  }

  /** @param labels as in the text format, such as `method="GET"`; empty for none */
  render(name: string, labels = ''): string[] {
    let cumulative = 0;
    const further = labels && `,${labels}`;
    const buckets = [...this.bounds, '+Inf'].map((bound, index) => {
      cumulative += this.counts[index] ?? 0;
      return `${name}_bucket{le="${bound}"${further}} ${cumulative}`;
    });
    const all = labels && `{${labels}}`;
    return [...buckets, `${name}_sum${all} ${this.sum}`, `${name}_count${all} ${this.count}`];
  }
}

/** @returns the lines of a histogram in the Prometheus text format */
export const renderHistogram = (name: string, help: string, lines: readonly string[]): string =>
  `${[`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...lines].join('\n')}\n`;

/**
 * A histogram without labels that is observed for each delivery: one of prom-client makes a key and
 * an object for each value.
 */
export class TimeHistogram {
  private readonly counts: HistogramCounts;

  /** @param bounds the upper bounds of the buckets in seconds, ascending */
  constructor(
    private readonly name: string,
    private readonly help: string,
    bounds: readonly number[],
  ) {
    this.counts = new HistogramCounts(bounds);
  }

  observe(seconds: number): void {
    this.counts.observe(seconds);
  }

  /** The metric in the Prometheus text format. */
  render(): string {
    return renderHistogram(this.name, this.help, this.counts.render(this.name));
  }
}
