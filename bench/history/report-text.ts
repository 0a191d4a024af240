import { machineText } from '../report/machine.js';
import { formatNumber, markdownTable } from '../report/markdown-table.js';
import type { HistoryReport } from './history-bench.js';
import type { Sample } from './history-process.js';

const MEASURES: Record<keyof Sample, string> = {
  append: 'append, one transaction',
  tail: 'commit to emission by the tail',
  resume: 'resume, 20 events missed',
  resumeOfDays: 'resume, days missed, 100 events',
};

/** Formats the report as a Markdown table. */
export function formatReport({ machine, small, large, trim, loadSeconds }: HistoryReport): string {
  const column = (events: number) => `${events.toLocaleString('en')} events, ms`;
  const head = ['Measure', column(small.events), column(large.events), 'ratio', 'reach'];
  const measures = Object.entries(MEASURES) as [keyof Sample, string][];
  const rows = measures.map(([key, text]) => [
    text,
    formatNumber(small[key]),
    formatNumber(large[key]),
    formatNumber(large[key] / small[key]),
    '0.8 to 1.2',
  ]);
  const trimmed = `trim a day, about ${Math.round(trim.events).toLocaleString('en')} events`;
  rows.push([trimmed, '–', formatNumber(trim.milliseconds), '–', '< 1,000 ms']);
  const note = `The large history takes ${formatNumber(large.gigabytes)} GB and was loaded in ${formatNumber(loadSeconds)} s.`;
  return ['', `${machineText(machine)}.`, '', ...markdownTable(head, rows), '', note, ''].join(
    '\n',
  );
}
