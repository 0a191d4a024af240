import type { DemoReport } from '../report/demo-report.js';
import { formatSection, reportText, type Row } from '../report/report-text.js';
import type { KillFacts } from './kill-schedule.js';

/** The report of a demo with several cities. */
export interface CitiesReport {
  cities: { shard: string; report: DemoReport }[];
  gateways: number;
  killed: KillFacts;
  /** Whether the audit of every city has passed. */
  passed: boolean;
}

/** Formats the report of each city, and what they have in common, as text. */
export function citiesReportText(report: CitiesReport): string {
  const parts = report.cities.map(({ shard, report: city }) => reportText(city, shard));
  const together = formatSection('Together', togetherRows(report));
  const verdict = report.passed ? 'AUDIT PASSED' : 'AUDIT FAILED';
  return [...parts, ...together, '', `${verdict} in ${nameCities(report)}`, ''].join('\n');
}

const nameCities = ({ cities }: CitiesReport): string =>
  cities.map(({ shard }) => shard).join(' and ');

function togetherRows({ cities, gateways, killed }: CitiesReport): Row[] {
  const total = (count: (report: DemoReport) => number): number =>
    sum(cities.map(({ report }) => count(report)));
  const relays = Object.entries(killed.relays).map(([shard, count]) => `${shard} ${count}`);
  return [
    ['processes', `${gateways} gateways, ${killed.natsNodes.length} nodes of NATS`],
    ['gateways', countKills(killed.gateways)],
    ['relays', `killed ${sum(Object.values(killed.relays))} times: ${relays.join(', ')}`],
    ['nodes of NATS', countKills(killed.natsNodes)],
    ['trips', `${total(({ trips }) => trips.completed)} completed`],
    [
      'streams',
      `${total(({ streams }) => streams.clients)} with ${total(({ streams }) => streams.reconnects)} reconnects`,
    ],
    ['events delivered', String(total(({ streams }) => streams.eventsDelivered))],
    ['lost', String(total(({ audit }) => audit.delivery.faults.lost))],
  ];
}

const countKills = (kills: readonly number[]): string =>
  `killed ${sum(kills)} times: ${kills.join(', ')}`;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
