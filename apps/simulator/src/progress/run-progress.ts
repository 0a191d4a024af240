import type { StatusLine } from './status-line.js';

/** Time between two lines on an output that is no terminal. */
const LINE_SECONDS = 15;

/** Shows how many of the expected runs are complete, and estimates the time that is left. */
export class RunProgress {
  private readonly begin = performance.now();
  private expected = 0;
  private completed = 0;
  private what = '';
  private printedAt = this.begin;

  constructor(private readonly status: StatusLine) {}

  /** Adds runs that will be completed. */
  expect(runs: number): void {
    this.expected += runs;
    this.show();
  }

  /** Says what is being simulated now. */
  describe(what: string): void {
    this.what = what;
    this.show();
  }

  complete(): void {
    this.completed += 1;
    this.show();
  }

  stop(): void {
    this.status.clear();
  }

  private show(): void {
    const text = this.text();
    this.status.update(text);
    const now = performance.now();
    if (this.status.isRewritable || now - this.printedAt < LINE_SECONDS * 1_000) return;
    this.printedAt = now;
    this.status.print(text);
  }

  private text(): string {
    const seconds = (performance.now() - this.begin) / 1_000;
    const left = (seconds / this.completed) * (this.expected - this.completed);
    const estimate = this.completed > 0 ? `, about ${durationText(left)} left` : '';
    const what = this.what === '' ? '' : `${this.what}: `;
    return `${what}day ${this.completed} of ${this.expected}${estimate}`;
  }
}

/** Formats `40 s` or `3 min`. */
const durationText = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
