export interface BackOffOptions {
  /** The upper end of the first delay, in milliseconds. */
  baseMs: number;
  /** The bound of the upper end, in milliseconds. */
  maxMs: number;
  /** Returns a number in [0, 1). Default `Math.random`. */
  random?: () => number;
}

/**
 * Exponential backoff with full jitter: a delay drawn uniformly from 0 to an upper end that doubles
 * with each failure. It spreads concurrent clients best and causes the fewest calls
 * (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 */
export class BackOff {
  #failures = 0;

  constructor(private readonly options: BackOffOptions) {}

  /** The next delay in milliseconds. */
  next(): number {
    const { baseMs, maxMs, random = Math.random } = this.options;
    const end = Math.min(maxMs, baseMs * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    return random() * end;
  }

  /** Forgets all failures but `most`. */
  reset(most = 0): void {
    this.#failures = Math.min(this.#failures, most);
  }
}
