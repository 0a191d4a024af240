import { Command } from 'commander';
import { parseCount, parseCounts } from '../report/parse-count.js';

export interface QuotesBenchOptions {
  /** Numbers of drivers online, ascending. */
  drivers: number[];
  /** Seconds for which each number of drivers is measured. */
  seconds: number;
  /** The folder for a CPU profile of the server at each number; undefined: none is taken. */
  profile: string | undefined;
  json: boolean;
}

const DRIVERS = [100, 1_500, 5_000, 50_000];

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): QuotesBenchOptions {
  const { drivers, seconds, profile, json } = new Command('npm run bench:quotes --')
    .description('Measures quotes a second by the number of drivers online.')
    .option(
      '--drivers <list>',
      `numbers of drivers (${DRIVERS.join(',')})`,
      parseCounts(1, 100_000),
    )
    .option('--seconds <n>', 'measured for each number', parseCount(1, 600), 5)
    .option('--profile [folder]', 'takes CPU profiles of the server (dist/bench/profiles)')
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .allowExcessArguments(false)
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<{ drivers?: number[]; seconds: number; profile?: string | true; json?: true }>();
  return {
    drivers: drivers ?? DRIVERS,
    seconds,
    profile: profile === true ? 'dist/bench/profiles' : profile,
    json: json === true,
  };
}
