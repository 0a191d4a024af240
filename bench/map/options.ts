import { Command } from 'commander';
import { parseCount, parseCounts } from '../report/parse-count.js';

export interface MapBenchOptions {
  /** Numbers of moving drivers, ascending. */
  drivers: number[];
  /** The seconds for which a page is measured. */
  seconds: number;
  /** Each page is measured so often, and the median counts. */
  rounds: number;
  /** How fast the drivers are. The map doesn't paint frames in which no car moves visibly. */
  metersPerSecond: number;
  /** Frames of the stream between the two measurements of the heap; 0 leaves them out. */
  frames: number;
  /** Whether a profile of the page is taken with each number of drivers. */
  isProfiled: boolean;
  json: boolean;
}

const DRIVERS = [500, 5_000];
const SECONDS = 15;
const ROUNDS = 3;
const METERS_PER_SECOND = 10;
const FRAMES = 3_000;

interface Raw {
  drivers?: number[];
  seconds?: number;
  rounds?: number;
  speed?: number;
  frames?: number;
  quick?: true;
  profile?: true;
  json?: true;
}

/**
 * @param args what follows the script on the command line
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readOptions(args: readonly string[]): MapBenchOptions {
  const { drivers, seconds, rounds, speed, frames, quick, profile, json } = new Command(
    'npm run bench:map --',
  )
    .description(
      'Measures the city page in Chromium with moving drivers, beside a page with one moving square.',
    )
    .option('--drivers <list>', `numbers of drivers (${DRIVERS.join(',')})`, parseCounts(1, 5_000))
    .option('--seconds <n>', `measured for each page (${SECONDS})`, parseCount(1, 600))
    .option('--rounds <n>', `the median of so many counts (${ROUNDS})`, parseCount(1, 50))
    .option('--speed <m/s>', `of the drivers (${METERS_PER_SECOND})`, parseCount(1, 1_000))
    .option('--frames <n>', `frames for the growth of the heap (${FRAMES})`, parseCount(0, 100_000))
    .option('--quick', 'one round of 5 seconds, and 600 frames')
    .option('--profile', 'also lists the functions of the page with the most self-time')
    .option('--json', 'writes one JSON object to stdout at the end, and progress to stderr')
    .allowExcessArguments(false)
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<Raw>();
  return {
    drivers: drivers ?? DRIVERS,
    seconds: seconds ?? (quick ? 5 : SECONDS),
    rounds: rounds ?? (quick ? 1 : ROUNDS),
    metersPerSecond: speed ?? METERS_PER_SECOND,
    frames: frames ?? (quick ? 600 : FRAMES),
    isProfiled: profile === true,
    json: json === true,
  };
}
