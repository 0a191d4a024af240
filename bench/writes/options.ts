import { Command } from 'commander';
import { parseCount } from '../report/parse-count.js';

export interface WritesBenchOptions {
  /** Seconds for which each kind of commit is measured. */
  seconds: number;
  /** Matching windows that are measured. */
  windows: number;
  /** Writers that commit at the same time. */
  writers: number;
  /** The folder for CPU profiles of the server; null: none are taken. */
  profile: string | null;
  /** Whether the size of the tables under a steady load is measured instead. */
  bloat: boolean;
  /** Minutes of that load. */
  minutes: number;
  /** Drivers online, and rides a second, of that load. */
  drivers: number;
  rides: number;
  json: boolean;
}

const PROFILES = 'dist/bench/profiles';

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): WritesBenchOptions {
  const { profile, bloat, json, ...counts } = new Command('npm run bench:writes --')
    .description(
      'Measures offers and commits a second, or with --bloat how tables grow under a steady load.',
    )
    .option('--seconds <n>', 'measured for each kind of commit', parseCount(1, 60), 5)
    .option('--windows <n>', 'matching windows that are measured', parseCount(1, 50), 5)
    .option('--writers <n>', 'writers at the same time', parseCount(1, 64), 16)
    .option('--profile [folder]', `writes CPU profiles of the server (${PROFILES})`)
    .option('--bloat', 'drives rides at a steady rate and samples the size of the tables')
    .option('--minutes <n>', 'of the load of --bloat', parseCount(1, 1_440), 3)
    .option('--drivers <n>', 'online in the load of --bloat', parseCount(10, 20_000), 300)
    .option('--rides <n>', 'a second in the load of --bloat', parseCount(1, 100), 4)
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .allowExcessArguments(false)
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<Raw>();
  const folder = profile === true ? PROFILES : profile;
  return { ...counts, profile: folder ?? null, bloat: bloat === true, json: json === true };
}

interface Raw extends Omit<WritesBenchOptions, 'profile' | 'bloat' | 'json'> {
  profile?: string | true;
  bloat?: true;
  json?: true;
}
