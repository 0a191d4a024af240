import { listSelfTimes } from '../profile/list-self-times.js';
import { machineText } from '../report/machine.js';
import { formatNumber, markdownTable } from '../report/markdown-table.js';
import type { QuotesReport } from './quotes-bench.js';

const HEAD = ['drivers online', 'quotes/s', 'p50 ms', 'p99 ms', 'server CPU µs', 'Postgres CPU µs'];

/** Formats the report as a Markdown table. */
export function formatReport({ machine, limit, rows }: QuotesReport): string {
  return [
    '',
    machineText(machine),
    '',
    ...markdownTable(
      HEAD,
      rows.map((row) => [
        row.drivers.toLocaleString('en'),
        formatNumber(row.perSecond),
        formatNumber(row.p50),
        formatNumber(row.p99),
        formatNumber(row.serverMicroseconds),
        formatNumber(row.postgresMicroseconds),
      ]),
    ),
    '',
    `Limit: ${formatNumber(limit)} a second of the same INSERT in a transaction, by 16 connections of pg without HTTP.`,
    ...rows.flatMap(listSelfTimes),
    '',
  ].join('\n');
}
