/** More than a visit brings; the oldest ones leave first. */
const MOST_KEPT = 200;

/** The latest latencies of one phone, in milliseconds. */
export class Latencies {
  private readonly kept: number[] = [];

  /** A negative latency is an error of the clocks, and counts as 0. */
  add(latencyMs: number): void {
    this.kept.push(Math.max(0, latencyMs));
    if (this.kept.length > MOST_KEPT) this.kept.shift();
  }

  /** @returns undefined before the first one */
  get last(): number | undefined {
    return this.kept.at(-1);
  }

  /** The lower of the two middle ones for an even number; undefined before the first one. */
  get median(): number | undefined {
    const sorted = [...this.kept].sort((one, other) => one - other);
    return sorted[Math.ceil(sorted.length / 2) - 1];
  }
}
