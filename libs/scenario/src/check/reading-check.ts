import type { CityReadings } from '../city/read-city-files.js';
import type { LeftOutRows } from '../table/left-out-rows.js';
import type { RequestReading, TableReading } from '../request/request-table.js';
import { percentOf, shareText, type Finding } from './finding.js';

/** Above this share of bad or missing rows, the rest says little about the city. */
const REFUSED_PERCENT = 50;

/** What the reading of the files has found: their layouts, rows left out, times assumed. */
export function checkReadings({ requests, vehicles, offMap }: CityReadings): Finding[] {
  return [
    describeLayout(requests),
    ...checkLeftOut(requests),
    ...(vehicles ? checkLeftOut(vehicles) : []),
    ...checkTimes(requests),
    ...(offMap > 0 ? [leftOutOffMap(offMap, requests)] : []),
  ];
}

const note = (code: string, text: string): Finding => ({
  code,
  level: 'note',
  text,
  count: null,
  percent: null,
  examples: [],
});

function describeLayout(reading: RequestReading): Finding {
  const { title, wasDetected, dialect, stampKind, timeZone, note: about } = reading;
  const layout = `${title}${wasDetected ? ' (detected)' : ''}; ${dialect}; ${stampKind}, zone ${timeZone}`;
  return note('layout', about === undefined ? layout : `${layout}; ${about}`);
}

function leftOutOffMap(count: number, { rows, leftOut }: RequestReading): Finding {
  const all = rows - sumOf(leftOut);
  const text = `${shareText(count, all, 'requests')} are off the map and left out (--max-snap)`;
  const percent = percentOf(count, all);
  const level = percent > REFUSED_PERCENT ? 'refusal' : 'note';
  return { ...note('requests-left-out', text), level, count, percent };
}

function checkLeftOut({ leftOut, rows, source }: TableReading): Finding[] {
  const inPeriod = rows - sumOf(leftOut.filter(({ kind }) => kind === 'period'));
  const lost = sumOf(leftOut.filter(({ kind }) => kind !== 'period'));
  const isRefused = percentOf(lost, inPeriod) > REFUSED_PERCENT;
  return leftOut.map(({ kind, reason, count, examples }) => ({
    code: `rows-${kind}`,
    level: kind === 'period' ? 'note' : isRefused ? 'refusal' : kind === 'bad' ? 'warning' : 'note',
    text: `${source}: ${shareText(count, rows, 'rows')} are left out: ${reason}`,
    count,
    percent: percentOf(count, rows),
    examples: [...examples],
  }));
}

const sumOf = (rows: readonly LeftOutRows[]): number =>
  rows.reduce((sum, { count }) => sum + count, 0);

function checkTimes({ assumed: { skipped, repeated }, timeZone }: RequestReading): Finding[] {
  const findings: Finding[] = [];
  if (skipped > 0) {
    const text = `${skipped} stamps do not exist in ${timeZone}, because the clocks skip an hour; they are read one hour later`;
    findings.push({ ...note('skipped-times', text), level: 'warning', count: skipped });
  }
  if (repeated > 0) {
    const text = `${repeated} stamps exist twice in ${timeZone}, because the clocks repeat an hour; the first is taken`;
    findings.push({ ...note('repeated-times', text), level: 'warning', count: repeated });
  }
  return findings;
}
