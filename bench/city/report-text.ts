import { listSelfTimes } from '../profile/list-self-times.js';
import { machineText } from '../report/machine.js';
import { formatNumber, markdownTable } from '../report/markdown-table.js';
import {
  BOUNDS,
  COMMANDS,
  type CityReport,
  type CityStep,
  type Percentiles,
} from './city-bench.js';

const pair = ({ p50, p99 }: Percentiles): string => `${formatNumber(p50)} / ${formatNumber(p99)}`;

const CITY_HEAD = [
  'Drivers online',
  'quote',
  'request → offer',
  'commit → client',
  'slowest command, p99',
  'open a stream',
  'cores: server',
  'Postgres',
  'load',
  'MB',
  'within',
];

/** Formats the report as Markdown tables. Times in milliseconds, p50 / p99. */
export function formatReport(report: CityReport): string {
  const { machine, options, variables, steps, carried } = report;
  const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const commandHead = ['Drivers online', ...COMMANDS, 'rides/s', 'locations/s'];
  return [
    '',
    `${machineText(machine)}; ${options.processes} server(s), ${options.rides} rides a second, ${options.seconds} s for each row.`,
    `Not the defaults: ${settings.join(' ')}`,
    'Milliseconds, p50 / p99:',
    '',
    ...markdownTable(CITY_HEAD, steps.map(cityRow)),
    '',
    ...markdownTable(commandHead, steps.map(commandRow)),
    '',
    ...steps.flatMap(({ drivers, faults }) =>
      faults.map((fault) => `${drivers.toLocaleString('en')} drivers: ${fault}`),
    ),
    `Bounds at p99: request → offer ${BOUNDS.offer} ms, commit → client ${BOUNDS.delivery} ms, every command ${BOUNDS.command} ms; no error, no event and no ride lost.`,
    `Largest number of drivers within the bounds: ${carried.toLocaleString('en')}.`,
    ...steps.flatMap(listSelfTimes),
    '',
  ].join('\n');
}

const cityRow = (step: CityStep): string[] => [
  step.drivers.toLocaleString('en'),
  pair(step.quote),
  pair(step.offer),
  pair(step.delivery),
  `${formatNumber(step.slowestCommand.p99)} (${step.slowestCommand.name})`,
  pair(step.opening),
  formatNumber(step.cpu.server),
  formatNumber(step.cpu.postgres),
  formatNumber(step.cpu.load),
  formatNumber(step.memoryMegabytes),
  step.isWithinBounds ? 'yes' : 'no',
];

const commandRow = ({ drivers, commands, ...step }: CityStep): string[] => [
  drivers.toLocaleString('en'),
  ...COMMANDS.map((name) => pair(commands[name] ?? { p50: NaN, p99: NaN })),
  formatNumber(step.ridesPerSecond),
  formatNumber(step.locationsPerSecond),
];
