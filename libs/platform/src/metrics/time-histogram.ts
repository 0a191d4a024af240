/**
 * A histogram without labels that is observed for each delivery: one of prom-client makes a key and
 * an object for each value.
 */
export class TimeHistogram {
  private readonly counts: number[];
  private sum = 0;
  private count = 0;

  /** @param bounds the upper bounds of the buckets in seconds, ascending */
  constructor(
    private readonly name: string,
    private readonly help: string,
    private readonly bounds: readonly number[],
  ) {
    this.counts = Array<number>(bounds.length + 1).fill(0);
  }

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && seconds > (this.bounds[bucket] ?? 0)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += seconds;
    this.count += 1;
  }

  /** The metric in the Prometheus text format. */
  render(): string {
    const { name, help, sum, count } = this;
    let cumulative = 0;
    const buckets = [...this.bounds, '+Inf'].map((bound, index) => {
      cumulative += this.counts[index] ?? 0;
      return `${name}_bucket{le="${bound}"} ${cumulative}`;
    });
    const head = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
    return `${[...head, ...buckets, `${name}_sum ${sum}`, `${name}_count ${count}`].join('\n')}\n`;
  }
}
