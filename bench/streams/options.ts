import { Command, InvalidArgumentError, Option } from 'commander';
import { peerNames, type PeerName } from './measure/contender.js';

export const measureNames = [
  'opening',
  'memory',
  'targeted',
  'latency',
  'broadcast',
  'commit',
  'writers',
  'reconnect',
] as const;
export type MeasureName = (typeof measureNames)[number];

export interface BenchOptions {
  /** Measures in under 90 s, and less exactly: with fewer and shorter rounds, and fewer connections. */
  quick: boolean;
  only: readonly MeasureName[];
  peers: readonly PeerName[];
  connections: number;
  json: boolean;
  /** The folder for CPU profiles of Tripstream; undefined switches profiling off. */
  profile: string | undefined;
}

const CONNECTIONS = 10_000;
const CONNECTIONS_QUICK = 2_000;

interface Raw {
  quick?: true;
  only?: MeasureName[];
  peers?: PeerName[];
  connections?: number;
  json?: true;
  profile?: string | true;
}

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): BenchOptions {
  const raw = command().exitOverride().parse(args, { from: 'user' }).opts<Raw>();
  const quick = raw.quick === true;
  return {
    quick,
    only: raw.only ?? measureNames,
    peers: raw.peers ?? peerNames,
    connections: raw.connections ?? (quick ? CONNECTIONS_QUICK : CONNECTIONS),
    json: raw.json === true,
    profile: raw.profile === true ? 'dist/bench/profiles' : raw.profile,
  };
}

function command(): Command {
  return new Command('npm run bench:streams --')
    .description('Measures the streams beside raw node:http, better-sse and stock Nest.')
    .option('--quick', `takes under 90 s: ${CONNECTIONS_QUICK} connections, short rounds`)
    .addOption(new Option('--only <measures...>', 'takes these measures').choices(measureNames))
    .addOption(new Option('--peers <names...>', 'measures these servers').choices(peerNames))
    .option('--connections <n>', `streams open at once (${CONNECTIONS})`, parseConnections)
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .option('--profile [folder]', 'takes CPU profiles of Tripstream (dist/bench/profiles)')
    .allowExcessArguments(false);
}

function parseConnections(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 10 && value <= 50_000) return value;
  throw new InvalidArgumentError('A whole number from 10 to 50000.');
}
