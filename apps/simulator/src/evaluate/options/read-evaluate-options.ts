import { policyNames, requirePolicy } from '#dispatch';
import type { DayRules } from '#simulation';
import { UsageError } from '#simulation';
import { readDuration, readNumber, type NumberRange } from '../../options/option-values.js';
import { evaluateCommand } from './evaluate-command.js';
import type { EvaluateOptions } from './evaluate-options.js';

const DEFAULT_RIDERS_PER_HOUR = '240';
/** Too few for the rush hours, because with enough cars all policies serve all riders. */
const DEFAULT_DRIVERS = '45';
const BYTES_PER_MB = 1024 * 1024;
/** A shorter window would slow the simulation without another result. */
const LEAST_WINDOW_SECONDS = 1;

type Raw = Record<string, string | boolean | undefined>;

/**
 * Reads the options of `npm run evaluate`.
 *
 * @param args the command line without the name of the script
 * @throws {UsageError} with a message that names valid values
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readEvaluateOptions(args: readonly string[]): EvaluateOptions {
  const raw = evaluateCommand().exitOverride().parse(args, { from: 'user' }).opts<Raw>();
  const files = readFiles(raw);
  return {
    files,
    ...readGeneratedCity(raw, files !== undefined),
    policies: readPolicies(String(raw.policy)),
    rules: readRules(raw),
    json: raw.json === true,
    report: text(raw.report),
    cacheDir: raw.cache === false ? undefined : text(raw.cacheDir),
    maxBytes: number('--memory', raw.memory, { min: 1, max: 1_048_576 }) * BYTES_PER_MB,
  };
}

function readRules(raw: Raw): DayRules {
  return {
    windowSeconds: readWindow(String(raw.window)),
    patienceSeconds: readDuration('--patience', String(raw.patience)),
    acceptRate: number('--accept-rate', raw.acceptRate, { min: 0, max: 1 }),
    thinkSeconds: readPause('--think', String(raw.think)),
    offerSeconds: number('--offer-seconds', raw.offerSeconds, { min: 1, max: 3_600 }),
    retrySeconds: number('--retry-seconds', raw.retrySeconds, { min: 0, max: 3_600 }),
    seed: number('--seed', raw.seed, { min: 0, max: 2 ** 31 - 1, whole: true }),
  };
}

function readFiles(raw: Raw): EvaluateOptions['files'] {
  const requests = text(raw.requests);
  const network = text(raw.network);
  const vehicles = text(raw.vehicles);
  if (requests && network && vehicles) return { requests, network, vehicles };
  if ((raw.requests ?? raw.network ?? raw.vehicles) !== undefined) {
    throw new UsageError('--requests, --network and --vehicles belong together: give all three');
  }
  return undefined;
}

/** These options are refused together with files, because they would have no effect. */
function readGeneratedCity(
  raw: Raw,
  hasFiles: boolean,
): { ridersPerHour: number; drivers: number } {
  if (hasFiles && (raw.ridersPerHour ?? raw.drivers) !== undefined) {
    throw new UsageError(
      '--riders-per-hour and --drivers are for the generated city, not for files',
    );
  }
  const { ridersPerHour = DEFAULT_RIDERS_PER_HOUR, drivers = DEFAULT_DRIVERS } = raw;
  return {
    ridersPerHour: number('--riders-per-hour', ridersPerHour, { min: 1, max: 100_000 }),
    drivers: number('--drivers', drivers, { min: 1, max: 100_000, whole: true }),
  };
}

function readPolicies(value: string): string[] {
  if (value === 'all') return [...policyNames];
  const names = [...new Set(value.split(',').map((name) => name.trim()))];
  try {
    names.forEach(requirePolicy);
  } catch (error) {
    throw new UsageError(`--policy: ${(error as Error).message}`);
  }
  return names;
}

function readWindow(value: string): number {
  const seconds = readDuration('--window', value);
  if (seconds >= LEAST_WINDOW_SECONDS) return seconds;
  throw new UsageError(`--window takes at least ${LEAST_WINDOW_SECONDS}s, not "${value}"`);
}

/** Reads a duration that may be zero. */
const readPause = (option: string, value: string): number =>
  /^0+(\.0+)?[smh]?$/.test(value.trim()) ? 0 : readDuration(option, value);

const number = (option: string, value: Raw[string], range: NumberRange): number =>
  readNumber(option, String(value), range);

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
