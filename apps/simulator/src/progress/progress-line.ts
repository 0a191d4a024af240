import type { SimulatedClock } from '#driving';
import type { RunJournal } from '#simulation';
import type { PhaseSchedule } from '../scenario/city-phases.js';
import { clockText } from '../time/clock-text.js';
import { StatusLine } from './status-line.js';

const ON_TERMINAL_MS = 500;
const ELSEWHERE_MS = 5_000;
const SEPARATOR = ' | ';

/** Shows the progress of a run: one line that is rewritten on a terminal, else a new line each time. */
export class ProgressLine {
  private readonly line: StatusLine;
  private timer: NodeJS.Timeout | undefined;

  constructor(out: NodeJS.WriteStream) {
    this.line = new StatusLine(out);
  }

  print(text: string): void {
    this.line.print(text);
  }

  /**
   * @param journals of each city; the line shows their sums
   * @param phases announced as they begin; undefined for a run without phases
   */
  start(journals: readonly RunJournal[], clock: SimulatedClock, phases?: PhaseSchedule): void {
    const { line } = this;
    let announced: string | undefined;
    const write = (): void => {
      const phase = phases?.phaseAt(clock.nowSeconds);
      if (phase && phase.name !== announced)
        line.print(`${clockText(phase.fromSeconds)} ${phase.text}.`);
      announced = phase?.name;
      const parts = formatProgress(journals, clock);
      if (line.isRewritable) line.update(fitToWidth(parts, line.width));
      else line.print(parts.join(SEPARATOR));
    };
    this.timer = setInterval(write, line.isRewritable ? ON_TERMINAL_MS : ELSEWHERE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    if (this.timer) this.line.clear();
    this.timer = undefined;
  }
}

/** Drops parts from the right until the line fits, because a wrapped line cannot be rewritten. */
function fitToWidth(parts: readonly string[], width: number): string {
  let shown = parts.length;
  while (shown > 1 && parts.slice(0, shown).join(SEPARATOR).length > width) shown -= 1;
  return parts.slice(0, shown).join(SEPARATOR).slice(0, width);
}

/** The parts of the line, the most important ones first. */
function formatProgress(journals: readonly RunJournal[], clock: SimulatedClock): string[] {
  const total = (count: (journal: RunJournal) => number): number => sum(journals.map(count));
  const waiting = total(({ riders }) => riders.waiting);
  const riding = total(({ riders }) => riders.riding);
  const done = total(({ riders }) => riders.done);
  const busy = total(({ drivers }) => drivers.busy);
  const idle = total(({ drivers }) => drivers.idle);
  const problems = total((journal) => sum(journal.problems.values()));
  return [
    clockText(clock.nowSeconds),
    `riders ${waiting} waiting, ${riding} riding, ${done} done`,
    `drivers ${busy} busy, ${idle} idle`,
    ...(problems > 0 ? [`${problems} problems`] : []),
    `${total(({ events }) => events)} events`,
    `${total(({ reconnects }) => reconnects)} reconnects`,
  ];
}

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
