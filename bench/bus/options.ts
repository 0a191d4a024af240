import { Command, Option } from 'commander';
import { parseCount } from '../report/parse-count.js';

/** The measures, in the order in which they run. */
export const measureNames = ['latency', 'hints', 'cpu', 'faults', 'costs'] as const;
export type MeasureName = (typeof measureNames)[number];

export interface BusBenchOptions {
  only: readonly MeasureName[];
  /** Streams of each gateway. */
  streams: number;
  /** Seconds of each load. */
  seconds: number;
  /** Interleaved rounds of the measures that compare the bus with tails. */
  rounds: number;
  /** The system whose capacity is worked out. */
  target: { streams: number; messages: number };
  json: boolean;
}

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): BusBenchOptions {
  const raw = new Command('npm run bench:bus --')
    .description('Measures gateways, their relay and NATS beside processes that read the database.')
    .addOption(new Option('--only <measures...>', 'only these measures').choices([...measureNames]))
    .option('--streams <n>', 'streams of each gateway', parseCount(10, 20_000), 1_000)
    .option('--seconds <n>', 'seconds of each load', parseCount(2, 600), 10)
    .option('--rounds <n>', 'rounds of bus and tails in turn', parseCount(1, 20), 3)
    .option('--quick', 'one round of 4 seconds')
    .option('--million-streams <n>', 'capacity: streams, in millions', parseCount(1, 100), 1)
    .option('--messages <n>', 'capacity: messages a second', parseCount(1, 10_000_000), 250_000)
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .allowExcessArguments(false)
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<{
      only?: MeasureName[];
      streams: number;
      seconds: number;
      rounds: number;
      quick?: true;
      millionStreams: number;
      messages: number;
      json?: true;
    }>();
  return {
    only: raw.only ?? measureNames,
    streams: raw.streams,
    seconds: raw.quick ? 4 : raw.seconds,
    rounds: raw.quick ? 1 : raw.rounds,
    target: { streams: raw.millionStreams * 1e6, messages: raw.messages },
    json: raw.json === true,
  };
}
