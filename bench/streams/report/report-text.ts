import { peerNames, type PeerName } from '../measure/contender.js';
import type { BenchReport, Figure } from './bench-report.js';

const titles: Record<PeerName, string> = {
  tripstream: 'Tripstream',
  raw: 'raw http',
  'better-sse': 'better-sse',
  nest: 'stock Nest',
};

/** The report for people: a table in Markdown, and what belongs to it. */
export function reportText(report: BenchReport): string {
  const { machine, connections, variables } = report;
  const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return [
    '',
    `${machine.cores} cores, ${machine.processor}, ${machine.system}, Node ${machine.node}, ` +
      `load ${machine.load.toFixed(2)} before; ${connections} connections.`,
    `Not the defaults: ${settings.join(' ')}`,
    '',
    ...table(report.figures),
    ...report.figures.flatMap(({ measure, notes = [] }) =>
      notes.map((note) => `${measure}: ${note}`),
    ),
    ...report.profiles.flatMap(({ measure, file, functions }) => [
      '',
      `Self-time during "${measure}" (${file})`,
      ...functions.map(({ place, percent }) => `${percent.toFixed(1).padStart(6)} %  ${place}`),
    ]),
    '',
  ].join('\n');
}

function table(figures: Figure[]): string[] {
  const head = [
    ...['Measure', 'unit'],
    ...peerNames.map((name) => titles[name]),
    ...['ours / raw', 'reach'],
  ];
  const rows = figures.map(({ measure, unit, reach, values }) => [
    ...[measure, unit],
    ...peerNames.map((name) => number(values[name])),
    ...[ratio(values), reach],
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const line = (row: string[]) =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''];
}

function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

const ratio = ({ tripstream, raw }: Figure['values']): string =>
  tripstream === undefined || raw === undefined ? '–' : (tripstream / raw).toFixed(2);
