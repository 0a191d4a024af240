import { machineText } from '../report/machine.js';
import { formatNumber, markdownTable } from '../report/markdown-table.js';
import { MOST_PAINT_MS, MOST_SHIFT } from './measured-pages.js';
import type { PageRow, PagesReport } from './pages-bench.js';
import { throttlings } from './throttling.js';

const HEAD = ['Page', 'pixels', 'LCP ms', 'LCP to trivial', 'CLS', 'KB', 'KB limit', 'verdict'];
const KB = 1024;

/** Formats the report as a Markdown table. */
export function formatReport({ machine, options, browserVersion, rows }: PagesReport): string {
  return [
    '',
    `${machineText(machine)}; Chromium ${browserVersion}, the median of ${options.visits} visit(s).`,
    ...throttlings.map(
      ({ viewport, latencyMs, kilobitsPerSecond, cpuSlowdown }) =>
        `${viewport.width} pixels: ${latencyMs} ms latency, ${kilobitsPerSecond} kbit/s, processor ${cpuSlowdown} times slower.`,
    ),
    `Limits: LCP ${MOST_PAINT_MS} ms, CLS ${MOST_SHIFT}, and the bytes of each page.`,
    '',
    ...markdownTable(HEAD, rows.map(formatRow)),
    '',
  ].join('\n');
}

/** Whether each page keeps its limits. */
export const keepsLimits = ({ rows }: PagesReport): boolean =>
  rows.every((row) => findMisses(row).length === 0);

function formatRow(row: PageRow): string[] {
  const misses = findMisses(row);
  return [
    row.route,
    `${row.throttling.viewport.width}`,
    formatNumber(row.paintMs),
    formatNumber(row.paintRatio),
    row.shift.toFixed(3),
    formatNumber(row.bytes / KB),
    row.mostBytes === undefined ? '–' : formatNumber(row.mostBytes / KB),
    misses.length === 0 ? 'keeps' : `misses ${misses.join(', ')}`,
  ];
}

function findMisses({ mostBytes = Infinity, ...row }: PageRow): string[] {
  return [
    ...(row.paintMs > MOST_PAINT_MS ? ['LCP'] : []),
    ...(row.shift > MOST_SHIFT ? ['CLS'] : []),
    ...(row.bytes > mostBytes ? ['bytes'] : []),
  ];
}
