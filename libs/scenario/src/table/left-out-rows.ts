/**
 * Why rows were left out: `bad` rows have an error and are skipped on request, rows of `missing`
 * places are expected in their format, and those of `period` are outside of the wanted day.
 */
export type LeftOutKind = 'bad' | 'missing' | 'period';

/** Rows of a file that were left out for one reason. */
export interface LeftOutRows {
  readonly kind: LeftOutKind;
  /** Such as "o_lat is not a number". */
  readonly reason: string;
  readonly count: number;
  /** The first of them, such as `line 17: "north"`. */
  readonly examples: readonly string[];
}

const MOST_EXAMPLES = 3;
/** Reasons name columns and rules, never values, so there are few. */
const MOST_REASONS = 50;

/** Counts the rows that were left out by reason. */
export class LeftOutCounter {
  private readonly reasons = new Map<
    string,
    { kind: LeftOutKind; count: number; examples: string[] }
  >();

  add(kind: LeftOutKind, reason: string, example: string): void {
    const isFull = this.reasons.size >= MOST_REASONS && !this.reasons.has(reason);
    const key = isFull ? 'another reason' : reason;
    const entry = this.reasons.get(key) ?? { kind, count: 0, examples: [] };
    entry.count += 1;
    if (entry.examples.length < MOST_EXAMPLES) entry.examples.push(example);
    this.reasons.set(key, entry);
  }

  /** The reasons, the most frequent first. */
  list(): LeftOutRows[] {
    return [...this.reasons]
      .map(([reason, entry]) => ({ reason, ...entry }))
      .sort((a, b) => b.count - a.count);
  }
}
