import { Command, InvalidArgumentError, Option } from 'commander';
import { peerNames, type PeerName } from './measure/contender.js';

export const measureNames = [
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
  /** Fewer and shorter rounds, fewer connections: under 90 s, and less exact. */
  quick: boolean;
  only: readonly MeasureName[];
  peers: readonly PeerName[];
  connections: number;
  json: boolean;
  /** Folder for CPU profiles of our server, if any are to be taken. */
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
 * @throws {CommanderError} for what it doesn't know, and for `--help` with exit code 0
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
    .option('--quick', `under 90 s: ${CONNECTIONS_QUICK} connections, short rounds`)
    .addOption(new Option('--only <measures...>', 'these measures').choices(measureNames))
    .addOption(new Option('--peers <names...>', 'these servers').choices(peerNames))
    .option('--connections <n>', `streams that are open at once (${CONNECTIONS})`, connections)
    .option('--json', 'one JSON object on stdout at the end, progress on stderr')
    .option('--profile [folder]', 'takes CPU profiles of our server (dist/bench/profiles)')
    .allowExcessArguments(false);
}

function connections(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 10 && value <= 50_000) return value;
  throw new InvalidArgumentError('A whole number from 10 to 50000.');
}
