import { machineText } from '../../report/machine.js';
import { markdownTable } from '../../report/markdown-table.js';
import { conditions } from '../conditions.js';
import { isComplete, type RaceReport, type RaceRun } from '../race-report.js';
import { EVENTS_PER_RIDE } from '../rides/ride-plan.js';
import { wayNames } from '../ways.js';
import { explanation, formatCell, memoryColumns, raceColumns } from './race-columns.js';

/** Formats the report for a terminal, as Markdown. */
export function formatReport(report: RaceReport): string {
  const { machine, rides, runs } = report;
  const events = (rides * EVENTS_PER_RIDE).toLocaleString('en');
  const lines = [
    '',
    `${rides} clients of each way read ${rides} rides with ${events} events, over TLS. ${machineText(machine)}.`,
    '',
    ...runs.flatMap((run) => [...formatRun(run, rides), '']),
    'Memory of each open client:',
    '',
    ...formatMemory(report),
    '',
    ...explanation.map(([term, text]) => `- ${term}: ${text}`),
    '',
    isComplete(report)
      ? 'After the healing, every client has each event.'
      : 'EVENTS ARE MISSING AFTER THE HEALING.',
    '',
  ];
  return lines.join('\n');
}

function formatRun({ condition, seconds, figures }: RaceRun, rides: number): string[] {
  const columns = raceColumns(rides);
  const rows = figures.map((row) => [
    wayNames[row.way],
    ...columns.map(({ value }) => formatCell(value(row))),
  ]);
  return [
    `${conditions[condition].title} (${seconds.toFixed(1)} s):`,
    '',
    ...markdownTable(['way', ...columns.map(({ head }) => head)], rows),
  ];
}

const formatMemory = ({ memory }: RaceReport): string[] =>
  markdownTable(
    ['way', ...memoryColumns.map(({ head }) => head)],
    memory.map((row) => [
      wayNames[row.way],
      ...memoryColumns.map(({ value }) => formatCell(value(row))),
    ]),
  );
