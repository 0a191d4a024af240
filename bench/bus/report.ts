import type { Machine } from '../report/machine.js';
import { machineText } from '../report/machine.js';
import { formatNumber, markdownTable } from '../report/markdown-table.js';
import type { BusBenchOptions } from './options.js';
import { capacityOf, type UnitCosts } from './capacity.js';

/** One row of the report. */
export interface Figure {
  measure: string;
  unit: string;
  bus: number;
  /** The same by processes that read the outbox by themselves, in the same run. */
  tails?: number;
  /** What is to be reached. */
  target?: string;
  note?: string;
}

export interface BusReport {
  machine: Machine;
  options: BusBenchOptions;
  figures: Figure[];
  /** Present when `costs` was measured. */
  costs?: UnitCosts;
}

export function formatReport({ machine, options, figures, costs }: BusReport): string {
  return [
    '',
    machineText(machine),
    '',
    ...markdownTable(
      ['', 'unit', 'bus', 'tails', 'goal', ''],
      figures.map(({ measure, unit, bus, tails, target = '', note = '' }) => [
        measure,
        unit,
        formatNumber(bus),
        tails === undefined ? '' : formatNumber(tails),
        target,
        note,
      ]),
    ),
    ...(costs ? formatCosts(costs, options) : []),
    '',
  ].join('\n');
}

function formatCosts(costs: UnitCosts, { target }: BusBenchOptions): string[] {
  const streams = formatCount(target.streams);
  const messages = formatCount(target.messages);
  return [
    '',
    ...markdownTable(
      ['unit cost', 'value', 'unit'],
      [
        ['relay, an event', formatNumber(costs.relayEventMicros), 'µs of CPU'],
        ['nats-server, a hint', formatNumber(costs.natsHintMicros), 'µs of CPU'],
        ['gateway, a hint delivered', formatNumber(costs.gatewayHintMicros), 'µs of CPU'],
        ['gateway, an open stream', formatNumber(costs.gatewayStreamBytes / 1024), 'KB'],
        ['nats-server, an open stream', formatNumber(costs.natsStreamBytes / 1024), 'KB'],
        ['an opening, at the gateway', formatNumber(costs.openingGatewayMicros), 'µs of CPU'],
        ['an opening, at the API', formatNumber(costs.openingApiMicros), 'µs of CPU'],
        ['an opening, in Postgres', formatNumber(costs.openingPostgresMicros), 'µs of CPU'],
        ['a commit, in Postgres', formatNumber(costs.commitPostgresMicros), 'µs of CPU'],
        ['a commit, at the API', formatNumber(costs.commitApiMicros), 'µs of CPU'],
      ],
    ),
    '',
    `What ${streams} streams and ${messages} messages a second need, by these costs:`,
    '',
    ...markdownTable(
      ['part', 'count', 'cores', 'memory, GB', 'by'],
      capacityOf(costs, target).map(({ part, count, cores, gigabytes, by }) => [
        part,
        formatCount(count),
        formatNumber(cores),
        formatNumber(gigabytes),
        by,
      ]),
    ),
  ];
}

const formatCount = (count: number): string => count.toLocaleString('en');
