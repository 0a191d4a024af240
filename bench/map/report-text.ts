import { machineText } from '../report/machine.js';
import { formatNumber, markdownTable } from '../report/markdown-table.js';
import { listSelfTimes } from '../profile/list-self-times.js';
import type { HeapGrowth, MapReport, MapRow } from './map-bench.js';

const HEAD = [
  'drivers',
  'frames/s',
  'to trivial',
  'paints/s',
  'longest frame ms',
  'renderer CPU',
  'to trivial',
  'browser CPU',
  'to trivial',
];
const MEGABYTE = 1024 * 1024;

/** Formats the report as a Markdown table. */
export function formatReport({ machine, options, browserVersion, rows, heap }: MapReport): string {
  const [trivial] = rows;
  return [
    '',
    `${machineText(machine)}; Chromium ${browserVersion}, the median of ${options.rounds} round(s) of ${options.seconds} s.`,
    `The drivers go ${options.metersPerSecond} m/s. CPU is in seconds a second.`,
    '',
    ...markdownTable(
      HEAD,
      rows.map((row) => formatRow(row, trivial)),
    ),
    ...rows.flatMap(({ drivers = 0, selfTimes }) =>
      listSelfTimes({ drivers, selfTimes, of: 'the page' }),
    ),
    ...(heap ? ['', formatHeap(heap)] : []),
    '',
  ].join('\n');
}

function formatRow(row: MapRow, trivial: MapRow | undefined): string[] {
  const ratio = (name: 'framesPerSecond' | 'rendererCpu' | 'browserCpu') =>
    formatNumber(trivial && row[name] / trivial[name]);
  return [
    row.drivers === undefined ? 'a moving square' : row.drivers.toLocaleString('en'),
    formatNumber(row.framesPerSecond),
    ratio('framesPerSecond'),
    formatNumber(row.paintsPerSecond),
    formatNumber(row.longestFrameMs),
    formatNumber(row.rendererCpu),
    ratio('rendererCpu'),
    formatNumber(row.browserCpu),
    ratio('browserCpu'),
  ];
}

const formatHeap = ({ framesBefore, bytesBefore, framesAfter, bytesAfter }: HeapGrowth): string =>
  [
    `Live heap after ${framesBefore.toLocaleString('en')} frames: ${formatNumber(bytesBefore / MEGABYTE)} MB;`,
    `after ${framesAfter.toLocaleString('en')}: ${formatNumber(bytesAfter / MEGABYTE)} MB,`,
    `${formatNumber(bytesAfter / bytesBefore)} times as much.`,
  ].join(' ');
