import { markdownTable, formatNumber } from '../../report/markdown-table.js';
import { machineText } from '../../report/machine.js';
import { peerNames, type PeerName } from '../measure/contender.js';
import type { BenchReport, Figure } from './bench-report.js';

const titles: Record<PeerName, string> = {
  tripstream: 'Tripstream',
  raw: 'raw http',
  'better-sse': 'better-sse',
  nest: 'stock Nest',
};

/** Formats the report as a Markdown table with its notes and profiles. */
export function formatReport(report: BenchReport): string {
  const { machine, connections, variables } = report;
  const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return [
    '',
    `${machineText(machine)}; ${connections} connections.`,
    `Not the defaults: ${settings.join(' ')}`,
    '',
    ...table(report.figures),
    ...report.figures.flatMap(({ measure, notes = [] }) =>
      notes.map((note) => `${measure}: ${note}`),
    ),
    ...report.profiles.flatMap(({ measure, file, functions }) => [
      '',
      `Self-time during "${measure}" (${file})`,
      ...functions.map(
        ({ location, percent }) => `${percent.toFixed(1).padStart(6)} %  ${location}`,
      ),
    ]),
    '',
  ].join('\n');
}

function table(figures: Figure[]): string[] {
  const head = ['Measure', 'unit', ...peerNames.map((name) => titles[name]), 'ours / raw', 'reach'];
  const rows = figures.map(({ measure, unit, target, values }) => [
    measure,
    unit,
    ...peerNames.map((name) => formatNumber(values[name])),
    ratio(values),
    target,
  ]);
  return [...markdownTable(head, rows), ''];
}

const ratio = ({ tripstream, raw }: Figure['values']): string =>
  tripstream === undefined || raw === undefined ? '–' : (tripstream / raw).toFixed(2);
