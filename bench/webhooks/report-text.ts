import { machineText } from '../report/machine.js';
import { formatNumber, markdownTable } from '../report/markdown-table.js';
import type { WebhooksReport } from './webhooks-bench.js';

const HEAD = ['', 'deliveries', 'deliveries/s', 'share of the bare client'];

/** Formats the report as a Markdown table. */
export function formatReport({ machine, rows }: WebhooksReport): string {
  const bare = rows.find(({ name }) => name === 'bare client')?.perSecond ?? NaN;
  return [
    '',
    machineText(machine),
    '',
    ...markdownTable(
      HEAD,
      rows.map(({ name, deliveries, perSecond }) => [
        name,
        deliveries.toLocaleString('en'),
        formatNumber(perSecond),
        formatNumber(perSecond / bare),
      ]),
    ),
    '',
  ].join('\n');
}
