import { Command, InvalidArgumentError } from 'commander';

export interface HistoryBenchOptions {
  /** The number of events in the large history. */
  events: number;
  /** The number of rounds in which both histories are measured. */
  rounds: number;
  /** PostgreSQL's `shared_buffers`. */
  sharedBuffers: string;
  /** Whether both histories are read into `shared_buffers` before they are measured. */
  prewarm: boolean;
  json: boolean;
}

/** The history of the default size is forty times as large. */
const SHARED_BUFFERS = '256MB';
const EVENTS = 10_000_000;
const EVENTS_QUICK = 500_000;
const ROUNDS = 12;
const ROUNDS_QUICK = 4;

interface Raw {
  events?: number;
  quick?: true;
  sharedBuffers: string;
  prewarm?: true;
  json?: true;
}

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): HistoryBenchOptions {
  const { events, quick, sharedBuffers, prewarm, json } = command()
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<Raw>();
  return {
    sharedBuffers,
    prewarm: prewarm === true,
    events: events ?? (quick ? EVENTS_QUICK : EVENTS),
    rounds: quick ? ROUNDS_QUICK : ROUNDS,
    json: json === true,
  };
}

function command(): Command {
  return new Command('npm run bench:history --')
    .description(
      'Measures append, tail, resume and trimming on a large history beside a small one.',
    )
    .option(
      '--events <n>',
      `events in the large history (${EVENTS}); a million takes 1 GB`,
      parseEvents,
    )
    .option('--quick', `takes about a minute: ${EVENTS_QUICK} events, few rounds`)
    .option(
      '--shared-buffers <size>',
      "PostgreSQL's cache, in MB or GB: the large history fits into it or not",
      parseSize,
      SHARED_BUFFERS,
    )
    .option('--prewarm', 'reads both histories into that cache first (pg_prewarm)')
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .allowExcessArguments(false);
}

function parseEvents(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 20_000 && value <= 50_000_000) return value;
  throw new InvalidArgumentError('A whole number from 20000 to 50000000.');
}

function parseSize(text: string): string {
  if (/^[1-9]\d{0,5}(MB|GB)$/.test(text)) return text;
  throw new InvalidArgumentError('A whole number with MB or GB, such as 256MB.');
}
