import type { RunJournal } from '../agents/run-journal.js';
import type { SimulatedClock } from '../time/simulated-clock.js';
import { clockText } from '../time/clock-text.js';

const ON_TERMINAL_MS = 500;
const ELSEWHERE_MS = 5_000;

/** How the run goes: one line that rewrites itself on a terminal, a new line elsewhere. */
export class ProgressLine {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly out: NodeJS.WriteStream) {}

  say(text: string): void {
    this.out.write(this.out.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
  }

  start(journal: RunJournal, clock: SimulatedClock): void {
    const write = (): void => {
      const text = describe(journal, clock);
      if (!this.out.isTTY) {
        this.say(text);
        return;
      }
      // Cut, because a line that wraps can't be rewritten.
      this.out.write(`\r\x1b[K${text.slice(0, (this.out.columns || 80) - 1)}`);
    };
    this.timer = setInterval(write, this.out.isTTY ? ON_TERMINAL_MS : ELSEWHERE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    if (this.timer && this.out.isTTY) this.out.write('\r\x1b[K');
    this.timer = undefined;
  }
}

function describe({ riders, drivers, ...journal }: RunJournal, clock: SimulatedClock): string {
  return [
    clockText(clock.nowSeconds),
    `riders waiting ${riders.waiting}, riding ${riders.riding}, done ${riders.done}`,
    `drivers idle ${drivers.idle}, busy ${drivers.busy}`,
    `events ${journal.events}`,
    `reconnects ${journal.reconnects}`,
    ...(journal.problems.size > 0 ? [`problems ${sum(journal.problems.values())}`] : []),
  ].join(' | ');
}

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
