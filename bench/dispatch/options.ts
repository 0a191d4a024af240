import { Command, InvalidArgumentError } from 'commander';

export interface DispatchBenchOptions {
  /** Recorded demand on a real road network, both or none. */
  files: { requests: string; network: string } | undefined;
  /** Measured for each policy, after those to warm up. */
  windows: number;
  /** Waiting in each window. */
  riders: number;
  drivers: number;
  /** How long each index takes location updates. */
  seconds: number;
  json: boolean;
}

type Raw = Record<'windows' | 'riders' | 'drivers' | 'seconds', number> & {
  requests?: string;
  network?: string;
  json?: true;
};

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for what it doesn't know, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): DispatchBenchOptions {
  const parsed = command().exitOverride().parse(args, { from: 'user' });
  const { requests, network, json, ...counts } = parsed.opts<Raw>();
  if ((requests === undefined) !== (network === undefined)) {
    parsed.error('error: --requests and --network belong together: give both');
  }
  const files = requests !== undefined && network !== undefined ? { requests, network } : undefined;
  return { files, ...counts, json: json === true };
}

function command(): Command {
  return new Command('npm run bench:dispatch --')
    .description('Measures windows, candidates, location updates and a day beside other ways.')
    .option('--requests <csv>', 'recorded requests instead of the generated city')
    .option('--network <json>', 'their road network (node-link JSON)')
    .option('--windows <n>', 'measured for each policy', parseCount(1), 300)
    .option('--riders <n>', 'waiting in each window', parseCount(1), 1000)
    .option('--drivers <n>', 'on duty', parseCount(12), 5000)
    .option('--seconds <n>', 'of location updates, each index', parseCount(1), 2)
    .option('--json', 'one JSON object on stdout at the end, progress on stderr')
    .allowExcessArguments(false);
}

const MAX_COUNT = 100_000;

const parseCount = (least: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= MAX_COUNT) return value;
  throw new InvalidArgumentError(`A whole number from ${least} to ${MAX_COUNT}.`);
};
