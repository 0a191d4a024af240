/**
 * Shares one read among all callers that come while it runs, and its result for a moment after it.
 * So any number of callers costs one read at a time, and a bounded number of reads a second.
 */
export class SingleFlight<Result> {
  private shared: Promise<Result> | undefined;

  /**
   * @param read its error is shared, too
   * @param holdMs how long callers get the result of a read that has ended; default 0
   */
  constructor(
    private readonly read: () => Promise<Result>,
    private readonly holdMs = 0,
  ) {}

  get(): Promise<Result> {
    this.shared ??= this.start();
    return this.shared;
  }

  private start(): Promise<Result> {
    const reading = this.read();
    const forget = (): void => {
      if (this.holdMs === 0) this.shared = undefined;
      else setTimeout(() => (this.shared = undefined), this.holdMs).unref();
    };
    reading.then(forget, forget);
    return reading;
  }
}
