/** A failure that the next requests meet. */
export interface FailureRule {
  /** The status of the answers, or `network`: no answer at all. */
  status: number | 'network';
  /** How many requests fail. Default 1. */
  times?: number;
  /** Which requests fail, by method and path: `'POST /v1/trips'`, or a pattern. Default: all. */
  match?: string | RegExp;
  /** The code of the problem. Default: that of the status. */
  code?: string;
  /** The value of `Retry-After`. */
  retryAfterSeconds?: number;
}

/** The failures that tests have asked for and that have not happened yet. */
export class FakeFailures {
  #rules: { rule: FailureRule; left: number }[] = [];

  add(rule: FailureRule): void {
    this.#rules.push({ rule, left: rule.times ?? 1 });
  }

  /** The failure of this request, which is then one of those that have happened. */
  take(method: string, path: string): FailureRule | undefined {
    const name = `${method} ${path}`;
    const found = this.#rules.find(({ rule: { match = '' } }) =>
      typeof match === 'string' ? name.startsWith(match) : match.test(name),
    );
    if (!found) return undefined;
    found.left -= 1;
    this.#rules = this.#rules.filter(({ left }) => left > 0);
    return found.rule;
  }

  clear(): void {
    this.#rules = [];
  }
}
