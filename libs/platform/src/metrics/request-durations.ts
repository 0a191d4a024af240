import { HistogramCounts, renderHistogram } from './time-histogram.js';

/** What a request was, and how it was answered. The routes of the server bound the combinations. */
export interface AnsweredRequest {
  method: string;
  /** The pattern of the route, such as `/v1/trips/:id`. */
  route: string;
  status: number;
}

interface Series {
  request: AnsweredRequest;
  counts: HistogramCounts;
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
    series.counts.observe(seconds);
  }

  /** The metric in the Prometheus text format. */
  render(): string {
    const lines: string[] = [];
    for (const byMethod of this.byRoute.values())
      for (const byStatus of byMethod.values())
        for (const series of byStatus.values()) lines.push(...this.renderSeries(series));
    return renderHistogram(this.name, this.help, lines);
  }

  private addSeries(request: AnsweredRequest): Series {
    const { route, method, status } = request;
    const byMethod = this.byRoute.get(route) ?? new Map<string, Map<number, Series>>();
    const byStatus = byMethod.get(method) ?? new Map<number, Series>();
    const counts = new HistogramCounts(this.bounds);
    const series = { request: { route, method, status }, counts };
    this.byRoute.set(route, byMethod.set(method, byStatus.set(status, series)));
    return series;
  }

  private renderSeries({ request, counts }: Series): string[] {
    const { method, route, status } = request;
    const labels = `method="${escape(method)}",route="${escape(route)}",status="${status}"`;
    return counts.render(this.name, labels);
  }
}

/** Escapes a label value of the Prometheus text format. */
const escape = (value: string): string =>
  value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
