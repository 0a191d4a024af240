import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { UsageError } from '#simulation';
import { readDuration } from '../../options/option-values.js';
import { readSweep, SWEPT_OPTIONS } from '../study/sweep.js';
import { readTargets, TARGET_NAMES } from '../study/target.js';
import type { EvaluateOptions } from './evaluate-options.js';
import { numberOption, textOption, type RawOptions } from './raw-options.js';

type StudyOptions = Pick<
  EvaluateOptions,
  | 'replications'
  | 'draw'
  | 'jitterSeconds'
  | 'sweep'
  | 'targets'
  | 'mostDrivers'
  | 'scenarioFile'
  | 'threads'
>;

const DRAWS = ['resampled', 'jittered'] as const;
const DEFAULT_JITTER_SECONDS = 60;

/** Adds the options of a study, which simulates more than one day or city. */
export function addStudyOptions(command: Command): Command {
  return command
    .optionsGroup('Several days, fleets or scenarios:')
    .option('--replications <n>', 'days that are drawn and simulated, for 95 % intervals', '1')
    .option(
      '--draw <kind>',
      `how days are drawn from files: ${DRAWS.join(' or ')} (default: ${DRAWS[0]})`,
    )
    .option(
      '--jitter <duration>',
      `drawn departures differ by at most this (default: ${DEFAULT_JITTER_SECONDS}s)`,
    )
    .option(
      '--sweep <option=values>',
      `drivers=50..400:25 or window=10s,60s; options: ${SWEPT_OPTIONS.join(', ')}`,
    )
    .option(
      '--target <figures>',
      `the least fleet for served=95,wait-p95=300; figures: ${TARGET_NAMES.join(', ')}`,
    )
    .option('--most-drivers <n>', 'the largest fleet that --target tries (default: the requests)')
    .option('--scenarios <yaml>', 'a file of scenarios to compare with its first one')
    .option('--threads <n>', 'days that are simulated at a time (default: the cores)');
}

/** Reads the options of a study. @throws {UsageError} with a message that names valid values */
export function readStudyOptions(raw: RawOptions): StudyOptions {
  const replications = numberOption('--replications', raw.replications, {
    min: 1,
    max: 1_000,
    whole: true,
  });
  if (replications === 1 && (raw.draw ?? raw.jitter) !== undefined) {
    throw new UsageError('--draw and --jitter are for --replications 2 or more');
  }
  const sweep = textOption(raw.sweep);
  const target = textOption(raw.target);
  const scenarioFile = textOption(raw.scenarios);
  if ([sweep, target, scenarioFile].filter((each) => each !== undefined).length > 1) {
    throw new UsageError('--sweep, --target and --scenarios ask different questions: give one');
  }
  return {
    replications,
    draw: readDraw(raw),
    jitterSeconds:
      raw.jitter === undefined
        ? DEFAULT_JITTER_SECONDS
        : readDuration('--jitter', String(raw.jitter)),
    sweep: sweep === undefined ? undefined : readSweep(sweep),
    targets: target === undefined ? [] : readTargets(target),
    mostDrivers: readMostDrivers(raw, target),
    scenarioFile,
    threads: readThreads(raw),
  };
}

function readDraw({ draw = DRAWS[0] }: RawOptions): StudyOptions['draw'] {
  const known = DRAWS.find((each) => each === draw);
  if (known) return known;
  throw new UsageError(`--draw takes ${DRAWS.join(' or ')}, not "${String(draw)}"`);
}

function readMostDrivers(raw: RawOptions, target: string | undefined): number | undefined {
  if (raw.mostDrivers === undefined) return undefined;
  if (target === undefined) throw new UsageError('--most-drivers is for --target');
  return numberOption('--most-drivers', raw.mostDrivers, { min: 1, max: 100_000, whole: true });
}

const readThreads = ({ threads }: RawOptions): number =>
  threads === undefined
    ? availableParallelism()
    : numberOption('--threads', threads, { min: 1, max: 256, whole: true });
