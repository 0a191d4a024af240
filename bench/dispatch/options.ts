import { Command, InvalidArgumentError } from 'commander';

export interface DispatchBenchOptions {
  /** Recorded demand and its road network; undefined generates both. */
  files: { requests: string; network: string } | undefined;
  /** The windows that are measured for each policy, after the warm-up. */
  windows: number;
  /** The number of riders who wait in each window. */
  riders: number;
  drivers: number;
  /** The duration of the location updates for each index. */
  seconds: number;
  /** Simulated days only. */
  onlyDays: boolean;
  json: boolean;
}

type Raw = Record<'windows' | 'riders' | 'drivers' | 'seconds', number> & {
  requests?: string;
  network?: string;
  onlyDays?: true;
  json?: true;
};

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): DispatchBenchOptions {
  const parsed = command().exitOverride().parse(args, { from: 'user' });
  const { requests, network, onlyDays, json, ...counts } = parsed.opts<Raw>();
  if ((requests === undefined) !== (network === undefined)) {
    parsed.error('error: --requests and --network belong together: give both');
  }
  const files = requests !== undefined && network !== undefined ? { requests, network } : undefined;
  return { files, ...counts, onlyDays: onlyDays === true, json: json === true };
}

function command(): Command {
  return new Command('npm run bench:dispatch --')
    .description('Measures windows, candidates, location updates and a day beside alternatives.')
    .option('--requests <csv>', 'uses recorded requests instead of the generated city')
    .option(
      '--network <file>',
      'the road network of the requests, in any format of `npm run evaluate`',
    )
    .option('--windows <n>', 'windows to measure for each policy', parseCount(1), 300)
    .option('--riders <n>', 'riders who wait in each window', parseCount(1), 1000)
    .option('--drivers <n>', 'drivers on duty', parseCount(12), 5000)
    .option('--seconds <n>', 'seconds of location updates for each index', parseCount(1), 2)
    .option('--only-days', 'measures simulated days only')
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .allowExcessArguments(false);
}

const MAX_COUNT = 100_000;

const parseCount = (min: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= MAX_COUNT) return value;
  throw new InvalidArgumentError(`A whole number from ${min} to ${MAX_COUNT}.`);
};
