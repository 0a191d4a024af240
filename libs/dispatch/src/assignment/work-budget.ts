/**
 * Pairs that may be looked at: some 0.1 s. A thousand riders spread over a city take a
 * tenth of it; a thousand at one stadium, with a thousand cars around it, would take 3 s.
 */
const MOST_PAIRS = 10_000_000;

/**
 * How much an assignment may still cost. Counted in steps, not by the clock: the same input
 * gives the same answer on every machine.
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
