import { machineText } from '../report/machine.js';
import { formatNumber, markdownTable } from '../report/markdown-table.js';
import type { HttpReport, RouteRound } from './http-bench.js';
import { routeNames, type RouteName } from './options.js';
import { benchVariables } from '../city/city-servers.js';

const TITLES: Record<RouteName, string> = {
  bare: 'bare Fastify, same JSON Schema',
  nest: 'Nest without guards, same zod schema',
  locations: 'POST /v1/drivers/me/locations',
  acks: 'POST /v1/streams/acks',
  live: 'GET /health/live',
};

/** Formats the report as a Markdown table, with the medians of the rounds. */
export function formatReport({ machine, options, rounds, selfTimes }: HttpReport): string {
  const settings = Object.entries(benchVariables).map(([name, value]) => `${name}=${value}`);
  const bare = rounds.bare ? summarize(rounds.bare) : undefined;
  const rows = routeNames.flatMap((name) => {
    const measured = rounds[name];
    if (!measured) return [];
    const { requestsPerSecond, cpuMicros } = summarize(measured);
    return [
      [
        TITLES[name],
        formatNumber(requestsPerSecond),
        formatNumber(cpuMicros),
        formatNumber(bare && requestsPerSecond / bare.requestsPerSecond),
        formatNumber(bare && bare.cpuMicros / cpuMicros),
      ],
    ];
  });
  return [
    '',
    `${machineText(machine)}; ${options.connections} connections, the median of ${options.rounds} round(s) of ${options.seconds} s.`,
    `Not the defaults: ${settings.join(' ')}`,
    '',
    ...markdownTable(
      ['Route', 'requests/s', 'CPU µs / request', 'requests/s to bare', 'CPU: bare to this'],
      rows,
    ),
    '',
    ...selfTimes.map(({ location, percent }) => `${percent.toFixed(1).padStart(5)} %  ${location}`),
    '',
  ].join('\n');
}

const summarize = (rounds: readonly RouteRound[]): RouteRound => ({
  requestsPerSecond: median(rounds.map(({ requestsPerSecond }) => requestsPerSecond)),
  cpuMicros: median(rounds.map(({ cpuMicros }) => cpuMicros)),
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
