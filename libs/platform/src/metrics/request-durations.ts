/** What a request was, and how it was answered. The routes of the server bound the combinations. */
export interface AnsweredRequest {
  method: string;
  /** The pattern of the route, such as `/v1/trips/:id`. */
  route: string;
  status: number;
}

interface Series {
  request: AnsweredRequest;
  /** By upper bound, how many requests took at most so long and longer than the bound before. */
  counts: number[];
  sum: number;
  count: number;
}

/**
 * A histogram of the durations of requests. One of prom-client sorts and joins the labels into a key
 * for each value; every request would pay for it, so this one looks its series up by the labels.
 */
export class RequestDurations {
  private readonly byRoute = new Map<string, Map<string, Map<number, Series>>>();

  /** @param bounds the upper bounds of the buckets in seconds, ascending */
  constructor(
    private readonly name: string,
    private readonly help: string,
    private readonly bounds: readonly number[],
  ) {}

  observe(request: AnsweredRequest, seconds: number): void {
    const series =
      this.byRoute.get(request.route)?.get(request.method)?.get(request.status) ??
      this.addSeries(request);
    let bucket = 0;
    for (const bound of this.bounds) {
      if (seconds <= bound) break;
      bucket += 1;
    }
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += seconds;
    series.count += 1;
  }

  /** The metric in the Prometheus text format. */
  render(): string {
    const lines = [`# HELP ${this.name} ${this.help}`, `# TYPE ${this.name} histogram`];
    for (const byMethod of this.byRoute.values())
      for (const byStatus of byMethod.values())
        for (const series of byStatus.values()) lines.push(...this.renderSeries(series));
    return `${lines.join('\n')}\n`;
  }

  private addSeries(request: AnsweredRequest): Series {
    const { route, method, status } = request;
    const byMethod = this.byRoute.get(route) ?? new Map<string, Map<number, Series>>();
    const byStatus = byMethod.get(method) ?? new Map<number, Series>();
    const counts = Array<number>(this.bounds.length + 1).fill(0);
    const series = { request: { route, method, status }, counts, sum: 0, count: 0 };
    this.byRoute.set(route, byMethod.set(method, byStatus.set(status, series)));
    return series;
  }

  private renderSeries({ request, counts, sum, count }: Series): string[] {
    const { method, route, status } = request;
    const labels = `method="${escape(method)}",route="${escape(route)}",status="${status}"`;
    let cumulative = 0;
    const buckets = [...this.bounds, '+Inf'].map((bound, index) => {
      cumulative += counts[index] ?? 0;
      return `${this.name}_bucket{le="${bound}",${labels}} ${cumulative}`;
    });
    return [
      ...buckets,
      `${this.name}_sum{${labels}} ${sum}`,
      `${this.name}_count{${labels}} ${count}`,
    ];
  }
}

/** Escapes a label value of the Prometheus text format. */
const escape = (value: string): string =>
  value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
