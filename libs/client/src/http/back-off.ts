export interface BackOffOptions {
  /** Upper end of the first wait, in milliseconds. */
  baseMs: number;
  /** No upper end grows beyond this, in milliseconds. */
  maxMs: number;
  /** In [0, 1). Default `Math.random`. */
  random?: () => number;
}

/**
 * Full jitter: a wait drawn evenly from 0 to an upper end that doubles with each failure.
 * It spreads a crowd of clients best and costs the least calls
 * (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 */
export class BackOff {
  private failures = 0;

  constructor(private readonly options: BackOffOptions) {}

  /** The next wait in milliseconds. */
  next(): number {
    const { baseMs, maxMs, random = Math.random } = this.options;
    const end = Math.min(maxMs, baseMs * 2 ** Math.min(this.failures, 30));
    this.failures += 1;
    return random() * end;
  }

  reset(): void {
    this.failures = 0;
  }
}
