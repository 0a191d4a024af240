/** The checks, by the number of their promise where they have one (docs/faults.md). */
export const checks = {
  P1: 'no committed event is lost for anyone entitled to it',
  P2: 'nothing is delivered that did not commit',
  P3: 'every number of a stream once, rising by one',
  P4: 'the SDK hands each event over once',
  P5: 'a resume is exact or says reset',
  P7: 'one pending offer, one driver, one active trip',
  P8: 'no offer is accepted after it expired',
  P9: 'a declined or expired offer moves on, and every trip ends',
  P10: 'a retried command has one effect',
  P11: 'a dead stream is noticed',
  P12: 'a slow reader costs others nothing',
  P13: 'a restart loses nothing and causes no stampede',
  P14: 'the database away: 503, streams stay open, all heals',
  P15: 'you see only your own',
  P16: 'text forges nothing',
  P17: 'what a client can take has a limit',
  P19: 'no rider pays while the driver is silent',
  P20: 'no cursor of another history is resumed',
  P22: 'no token, PIN or share token in a log or a metric',
  P23: 'no caller takes what others need',
  P24: 'every event reaches every endpoint of a partner, in order per trip, signed',
  P27: 'the route of a driver has exactly their shared trips',
  P25: 'no driver is sent to a rider who is gone, and no rider who is there loses a search',
  fold: 'the events add up to what the tables have',
  steps: 'trips take only legal steps',
  growth: 'heap and file descriptors do not grow',
  completed: 'the fault took place, and the run came to its end',
} as const;

export type CheckName = keyof typeof checks;

const MAX_EXAMPLES = 5;

interface Outcome {
  faults: number;
  examples: string[];
  /** Counts and measurements, in words. */
  measured: string[];
}

/** What the checks of one run found. It contains no check that did not run. */
export class Findings {
  /** How the fault was caused, where the machine decides that; printed with every run. */
  readonly notes: string[] = [];
  private readonly outcomes = new Map<CheckName, Outcome>();

  /** Notes that the checks ran, even when they find no violation. */
  markChecked(...names: CheckName[]): void {
    for (const name of names) this.findOrAdd(name);
  }

  /** Counts violations of the promise and keeps the first few texts as examples. */
  reportViolation(name: CheckName, text: string, count = 1): void {
    const outcome = this.findOrAdd(name);
    outcome.faults += count;
    if (outcome.examples.length < MAX_EXAMPLES) outcome.examples.push(text);
  }

  /** Notes that the check ran, and reports the text as a violation unless `holds`. */
  expect(name: CheckName, holds: boolean, text: string): void {
    this.markChecked(name);
    if (!holds) this.reportViolation(name, text);
  }

  measure(name: CheckName, text: string): void {
    this.findOrAdd(name).measured.push(text);
  }

  get names(): CheckName[] {
    const order = Object.keys(checks) as CheckName[];
    return order.filter((name) => this.outcomes.has(name));
  }

  countViolations(name: CheckName): number {
    return this.outcomes.get(name)?.faults ?? 0;
  }

  examplesOf(name: CheckName): readonly string[] {
    return this.outcomes.get(name)?.examples ?? [];
  }

  measurementsOf(name: CheckName): readonly string[] {
    return this.outcomes.get(name)?.measured ?? [];
  }

  get failed(): CheckName[] {
    return this.names.filter((name) => this.countViolations(name) > 0);
  }

  private findOrAdd(name: CheckName): Outcome {
    const outcome = this.outcomes.get(name) ?? { faults: 0, examples: [], measured: [] };
    this.outcomes.set(name, outcome);
    return outcome;
  }
}
