/**
 * Pairs that a search may visit, which takes some 0.1 s. A thousand riders spread over a city
 * need a tenth of it; a thousand riders at one stadium with a thousand cars would take 3 s.
 */
const MOST_PAIRS = 10_000_000;

/**
 * The work that an assignment may still do. It counts steps instead of time, so that the same
 * input gives the same assignment on every machine.
 */
export class WorkBudget {
  constructor(private remaining = MOST_PAIRS) {}

  get isExhausted(): boolean {
    return this.remaining <= 0;
  }

  spend(pairs: number): void {
    this.remaining -= pairs;
  }
}
