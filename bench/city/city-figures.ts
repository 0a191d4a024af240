import { percentile } from '#simulation';

/** Milliseconds of each kind of sample, of the measured time only. */
export class CityFigures {
  private readonly samples = new Map<string, number[]>();
  private readonly faults = new Map<string, number>();
  isMeasuring = false;
  requested = 0;
  completed = 0;
  locations = 0;

  /** Forgets all samples and faults. */
  reset(): void {
    this.samples.clear();
    this.faults.clear();
    this.requested = 0;
    this.completed = 0;
    this.locations = 0;
  }

  record(name: string, milliseconds: number): void {
    if (!this.isMeasuring) return;
    const samples = this.samples.get(name);
    if (samples) samples.push(milliseconds);
    else this.samples.set(name, [milliseconds]);
  }

  /** Counts what must not happen, at any time. */
  noteFault(reason: string): void {
    this.faults.set(reason, (this.faults.get(reason) ?? 0) + 1);
  }

  get faultCount(): number {
    return [...this.faults.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The most frequent faults, each with its number. */
  describeFaults(limit: number): string[] {
    return [...this.faults]
      .sort(([, a], [, b]) => b - a)
      .slice(0, limit)
      .map(([reason, count]) => `${count} × ${reason}`);
  }

  /** @returns NaN without a sample */
  percentileOf(name: string, share: number): number {
    const sorted = Float64Array.from(this.samples.get(name) ?? []).sort();
    return sorted.length === 0 ? NaN : percentile(sorted, share);
  }

  /** The command whose p99 is the longest. */
  slowestCommand(commands: readonly string[]): { name: string; p99: number } {
    return commands
      .map((name) => ({ name, p99: this.percentileOf(name, 0.99) }))
      .reduce((slowest, each) => (each.p99 > slowest.p99 ? each : slowest), { name: '–', p99: -1 });
  }
}
