import { Command, Option } from 'commander';
import { parseCount } from '../report/parse-count.js';

/** The measured routes, in the order of the report. */
export const routeNames = ['bare', 'nest', 'locations', 'acks', 'live'] as const;
export type RouteName = (typeof routeNames)[number];

export interface HttpBenchOptions {
  only: readonly RouteName[];
  /** The median of so many rounds counts. */
  rounds: number;
  /** Seconds for which each route is measured in a round. */
  seconds: number;
  /** Connections, each with one request at a time and a driver of its own. */
  connections: number;
  json: boolean;
  /** The folder for a CPU profile of Tripstream; undefined switches profiling off. */
  profile: string | undefined;
}

const ROUNDS = 5;
const SECONDS = 4;
const CONNECTIONS = 32;

interface Raw {
  only?: RouteName[];
  rounds?: number;
  seconds?: number;
  connections: number;
  quick?: true;
  json?: true;
  profile?: string | true;
}

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): HttpBenchOptions {
  const raw = command().exitOverride().parse(args, { from: 'user' }).opts<Raw>();
  return {
    only: raw.only ?? routeNames,
    rounds: raw.rounds ?? (raw.quick ? 1 : ROUNDS),
    seconds: raw.seconds ?? (raw.quick ? 2 : SECONDS),
    connections: raw.connections,
    json: raw.json === true,
    profile: raw.profile === true ? 'dist/bench/profiles' : raw.profile,
  };
}

function command(): Command {
  return new Command('npm run bench:http --')
    .description('Measures ordinary requests beside bare Fastify and Nest without guards.')
    .addOption(new Option('--only <routes...>', 'measures these routes').choices(routeNames))
    .option('--rounds <n>', `the median of so many rounds (${ROUNDS})`, parseCount(1, 50))
    .option('--seconds <n>', `for each route in a round (${SECONDS})`, parseCount(1, 60))
    .option('--connections <n>', 'connections of the load', parseCount(1, 256), CONNECTIONS)
    .option('--quick', 'about 20 s: one round of 2 s for each route')
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .option('--profile [folder]', 'takes a CPU profile of Tripstream (dist/bench/profiles)')
    .allowExcessArguments(false);
}
