import { Command } from 'commander';

export interface SuiteOptions {
  /** Names of faults or broken variants; undefined: all. */
  only: string[] | undefined;
  /** Each fault runs with the first seed; random faults also run with the others. */
  seeds: number[];
  list: boolean;
  /** Prints the measurements too. */
  verbose: boolean;
}

interface Raw {
  fault?: string[];
  seed?: string;
  seeds?: string;
  list?: boolean;
  verbose?: boolean;
}

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 * @throws {Error} with a message that says which value is valid
 */
export function readSuiteOptions(args: readonly string[]): SuiteOptions {
  const raw = new Command('npm run test:faults --')
    .description('Injects faults into real servers under load, and checks the promises.')
    .option('--fault <names...>', 'runs only these faults or broken variants, e.g. kill-api')
    .option('--seed <n>', 'replays the run with this seed (default 1)')
    .option('--seeds <from-to>', 'repeats the random faults with these seeds, e.g. 1-20')
    .option('--list', 'lists the names of all faults and variants, and ends')
    .option('--verbose', 'prints the measurements too')
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<Raw>();
  return {
    only: raw.fault,
    seeds: raw.seeds ? readRange(raw.seeds) : [readSeed(raw.seed ?? '1')],
    list: raw.list === true,
    verbose: raw.verbose === true,
  };
}

function readRange(text: string): number[] {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  const [first, last] = [readSeed(from ?? ''), readSeed(to ?? '')];
  if (last < first) throw new Error(`--seeds takes a range such as 1-20, not "${text}"`);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function readSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`A seed is a whole number up to 999999999, not "${text}"`);
}
