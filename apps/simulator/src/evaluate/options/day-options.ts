import type { Command } from 'commander';
import { policyNames, requirePolicy } from '#dispatch';
import { answerSeconds, UsageError, type DayRules } from '#simulation';
import { readDuration } from '../../options/option-values.js';
import type { EvaluateOptions } from './evaluate-options.js';
import { readFleetRules } from './fleet-options.js';
import { readHourlySpeeds } from './hourly-speeds.js';
import { numberOption, readPause, textOption, type RawOptions } from './raw-options.js';

/** A shorter window would slow the simulation without another result. */
const LEAST_WINDOW_SECONDS = 1;
/** A search for plans of more riders would take too long. */
const MOST_SEATS = 16;
const DEFAULT_MAX_DETOUR = '300s';

/** Adds the policies and the rules. The defaults are those of published evaluations, except for the window. */
export function addDayOptions(command: Command): Command {
  return command
    .optionsGroup('The day:')
    .option('--policy <names>', `with commas between them: ${policyNames.join(', ')}`, 'all')
    .option('--window <duration>', 'time between two decisions, e.g. 60s, 10 or 1m', '10s')
    .option(
      '--patience <duration>',
      "who isn't picked up within this is lost, e.g. 600 or 10m",
      '600',
    )
    .option(
      '--speed-factor <n>',
      'speed of all cars relative to the travel times of the roads, e.g. 0.4 in heavy traffic',
      '1',
    )
    .option(
      '--speed-by-hour <speeds>',
      'the same for some hours of the day, e.g. 7-9=0.5,16-18=0.4',
    )
    .option('--accept-rate <share>', 'offers that drivers accept, 0 to 1', '1')
    .option('--think <duration>', 'what a driver takes to answer an offer, 0 for nothing', '0s')
    .option('--offer-seconds <n>', 'an offer without an answer by then has expired', '15')
    .option('--retry-seconds <n>', 'a driver who missed an offer is asked again; 0: never', '30')
    .option('--reposition', 'send idle cars to where riders are expected, with every policy')
    .option('--no-reposition', 'send none, with anticipatory neither (default: only anticipatory)')
    .option(
      '--history <csv>',
      'requests of other days, by which cars are repositioned; those of the same date are left out',
    )
    .option('--seats <n>', 'riders share cars with so many seats (default: no pooling)')
    .option(
      '--max-detour <duration>',
      `most time in a shared car beyond the direct ride (default: ${DEFAULT_MAX_DETOUR})`,
    )
    .option('--seed <n>', 'same seed, same results (default: 1)');
}

/** Reads policies and rules. @throws {UsageError} with a message that names valid values */
export const readDayOptions = (
  raw: RawOptions,
): Pick<EvaluateOptions, 'policies' | 'rules' | 'history' | 'speedFactor' | 'isSeedGiven'> => ({
  policies: readPolicies(String(raw.policy)),
  rules: withPossibleAnswers(readRules(raw)),
  history: readHistoryFile(raw),
  speedFactor: numberOption('--speed-factor', raw.speedFactor, { min: 0.05, max: 5 }),
  isSeedGiven: raw.seed !== undefined,
});

function readRules(raw: RawOptions): DayRules {
  return {
    windowSeconds: readWindow(String(raw.window)),
    patienceSeconds: readDuration('--patience', String(raw.patience)),
    acceptRate: numberOption('--accept-rate', raw.acceptRate, { min: 0, max: 1 }),
    thinkSeconds: readPause('--think', String(raw.think)),
    offerSeconds: numberOption('--offer-seconds', raw.offerSeconds, { min: 1, max: 3_600 }),
    retrySeconds: numberOption('--retry-seconds', raw.retrySeconds, { min: 0, max: 3_600 }),
    reposition: typeof raw.reposition === 'boolean' ? raw.reposition : undefined,
    speedByHour: readSpeedByHour(raw),
    pooling: readPooling(raw),
    ...readFleetRules(raw),
    seed: numberOption('--seed', raw.seed ?? '1', { min: 0, max: 2 ** 31 - 1, whole: true }),
  };
}

/** One speed a hour multiplies with `--speed-factor`. */
const readSpeedByHour = ({ speedByHour }: RawOptions): readonly number[] | undefined =>
  speedByHour === undefined ? undefined : readHourlySpeeds(String(speedByHour));

/** Refuses answers that come too late in every case, because then no rider could be served. */
function withPossibleAnswers(rules: DayRules): DayRules {
  const { offerSeconds, patienceSeconds, thinkSeconds } = rules;
  const { least, most } = answerSeconds(thinkSeconds);
  if (least >= offerSeconds) {
    throw new UsageError(
      `--think ${thinkSeconds}s: drivers answer after ${least} to ${most} s, and offers expire after ${offerSeconds} s, so no rider would be served; raise --offer-seconds above ${most}`,
    );
  }
  const latest = Math.min(most, offerSeconds);
  if (latest >= patienceSeconds) {
    throw new UsageError(
      `--patience ${patienceSeconds}s: an answer may take ${latest} s (--think, --offer-seconds), so no car would arrive in time`,
    );
  }
  return rules;
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

/** A generated city has no dates that could be compared with those of a file. */
function readHistoryFile({ history, requests }: RawOptions): string | undefined {
  if (textOption(history) !== undefined && textOption(requests) === undefined) {
    throw new UsageError('--history needs --requests: the generated city has no other days');
  }
  return textOption(history);
}

/** The detour is refused without seats, because it would have no effect. */
function readPooling({ seats, maxDetour }: RawOptions): DayRules['pooling'] {
  if (seats === undefined) {
    if (maxDetour === undefined) return undefined;
    throw new UsageError('--max-detour needs --seats: without pooling no ride has a detour');
  }
  return {
    seats: numberOption('--seats', seats, { min: 1, max: MOST_SEATS, whole: true }),
    maxDetourSeconds: readPause('--max-detour', String(maxDetour ?? DEFAULT_MAX_DETOUR)),
  };
}
