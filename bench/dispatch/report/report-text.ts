import { machineText } from '../../report/machine.js';
import { markdownTable, formatNumber } from '../../report/markdown-table.js';
import type { DispatchReport, Section } from './dispatch-report.js';

/** Formats the report as Markdown tables with their notes. */
export const formatReport = ({ machine, city, sections }: DispatchReport): string =>
  ['', `${machineText(machine)}.`, `${city}.`, ...sections.flatMap(sectionLines), ''].join('\n');

function sectionLines({ title, rows, notes }: Section): string[] {
  const head = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => head.map((column) => cellText(row[column])));
  return ['', title, '', ...markdownTable(head, cells), ...notes.flatMap((note) => ['', note])];
}

const cellText = (value: string | number | undefined): string =>
  typeof value === 'string' ? value : formatNumber(value);
