import { formatNumber, markdownTable } from '../../report/markdown-table.js';
import type { BloatReport, BloatSample } from './bloat-bench.js';
import type { TableStatistics } from './table-statistics.js';

const TABLE_HEAD = [
  'table',
  'rows',
  'bytes a row, first',
  'last',
  'dead %',
  'free %',
  'inserts a ride',
  'updates a ride',
  'HOT %',
  'vacuums',
];

const percent = (share: number): string => formatNumber(100 * share);
const kilobytes = (bytes: number): string => formatNumber(bytes / 1024);
const sizeOf = ({ heapBytes, indexBytes }: TableStatistics): number => heapBytes + indexBytes;

/** Formats the report as Markdown tables. */
export function formatBloat({ samples, cpu, faults }: BloatReport): string[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return ['No sample was taken.'];
  const rides = insertsOf(last, 'trip') - insertsOf(first, 'trip');
  const perRide = (member: 'bytes' | 'records' | 'fullPages'): string =>
    formatNumber((last.statistics.wal[member] - first.statistics.wal[member]) / rides);
  return [
    `${formatNumber(rides)} rides in ${last.minute} minutes. Cores: server ${formatNumber(cpu.server)}, Postgres ${formatNumber(cpu.postgres)}, load ${formatNumber(cpu.load)}.`,
    `WAL of a ride: ${perRide('bytes')} bytes, ${perRide('records')} records, ${perRide('fullPages')} of them full pages.`,
    '',
    ...markdownTable(TABLE_HEAD, tableRows(first, last, rides)),
    '',
    'KB of heap and indexes, by minute:',
    '',
    ...markdownTable(
      ['table', ...samples.map(({ minute }) => String(minute))],
      namesOf(first, last).map((name) => [name, ...samples.map((each) => size(each, name))]),
    ),
    '',
    ...markdownTable(
      ['index', 'KB', 'leaves full %', 'scans a ride'],
      indexRows(first, last, rides),
    ),
    '',
    ...faults,
  ];
}

/** The tables that were written to between two samples, in the order of their names. */
const namesOf = (first: BloatSample, last: BloatSample): string[] =>
  last.statistics.tables
    .filter(({ name, inserts, updates }) => {
      const before = findTable(first, name);
      return inserts + updates > (before?.inserts ?? 0) + (before?.updates ?? 0);
    })
    .map(({ name }) => name);

const findTable = ({ statistics }: BloatSample, name: string): TableStatistics | undefined =>
  statistics.tables.find((table) => table.name === name);

const insertsOf = (sample: BloatSample, name: string): number =>
  findTable(sample, name)?.inserts ?? 0;

function size(sample: BloatSample, name: string): string {
  const table = findTable(sample, name);
  return table ? kilobytes(sizeOf(table)) : '–';
}

function tableRows(first: BloatSample, last: BloatSample, rides: number): string[][] {
  return namesOf(first, last).flatMap((name) => {
    const [before, after] = [findTable(first, name), findTable(last, name)];
    if (!before || !after) return [];
    const grown = (member: 'inserts' | 'updates' | 'hotUpdates' | 'vacuums'): number =>
      after[member] - before[member];
    return [
      [
        name,
        formatNumber(after.liveRows),
        formatNumber(sizeOf(before) / before.liveRows),
        formatNumber(sizeOf(after) / after.liveRows),
        percent(after.deadShare),
        percent(after.freeShare),
        formatNumber(grown('inserts') / rides),
        formatNumber(grown('updates') / rides),
        percent(grown('hotUpdates') / grown('updates')),
        formatNumber(grown('vacuums')),
      ],
    ];
  });
}

function indexRows(first: BloatSample, last: BloatSample, rides: number): string[][] {
  return last.statistics.indexes
    .filter(({ bytes }) => bytes > 8_192)
    .map(({ name, bytes, density, scans }) => {
      const before = first.statistics.indexes.find((index) => index.name === name);
      return [
        name,
        kilobytes(bytes),
        percent(density),
        formatNumber((scans - (before?.scans ?? 0)) / rides),
      ];
    });
}
