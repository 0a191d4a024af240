import { Command } from 'commander';
import { parseCount, parseCounts } from '../report/parse-count.js';

export interface CityBenchOptions {
  /** Numbers of drivers online, ascending. */
  drivers: number[];
  /** Rides requested in a second. */
  rides: number;
  /** Seconds for which each number of drivers is measured. */
  seconds: number;
  /** The number of servers on one database. */
  processes: number;
  /** Whether larger numbers are measured after one that exceeded a bound. */
  all: boolean;
  /** Whether the largest number within the bounds is narrowed down. */
  search: boolean;
  /** The folder for CPU profiles of the first server; undefined switches profiling off. */
  profile: string | undefined;
  json: boolean;
}

const DRIVERS = [500, 2_000, 5_000, 10_000, 20_000];
const SECONDS = 60;
const SECONDS_QUICK = 15;

interface Raw {
  drivers?: number[];
  rides: number;
  seconds?: number;
  processes: number;
  all?: true;
  search: boolean;
  quick?: true;
  profile?: string | true;
  json?: true;
}

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): CityBenchOptions {
  const { drivers, rides, seconds, processes, all, search, quick, profile, json } = command()
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<Raw>();
  return {
    drivers: drivers ?? (quick ? DRIVERS.slice(0, 2) : DRIVERS),
    rides,
    seconds: seconds ?? (quick ? SECONDS_QUICK : SECONDS),
    processes,
    all: all === true,
    search: search && !quick,
    profile: profile === true ? 'dist/bench/profiles' : profile,
    json: json === true,
  };
}

function command(): Command {
  return new Command('npm run bench:city --')
    .description(
      'Finds how many drivers online one machine carries: the server, its Postgres and the load.',
    )
    .option(
      '--drivers <list>',
      `numbers of drivers (${DRIVERS.join(',')})`,
      parseCounts(10, 50_000),
    )
    .option('--rides <n>', 'rides requested in a second', parseCount(1, 100), 10)
    .option('--seconds <n>', `measured for each number (${SECONDS})`, parseCount(5, 3_600))
    .option('--processes <n>', 'servers on one database', parseCount(1, 16), 1)
    .option('--all', 'goes on after a number of drivers that exceeds a bound')
    .option('--no-search', 'does not narrow down the largest number within the bounds')
    .option('--quick', `about a minute: 500 and 2,000 drivers, ${SECONDS_QUICK} s each`)
    .option('--profile [folder]', 'takes CPU profiles of the first server (dist/bench/profiles)')
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .allowExcessArguments(false);
}
