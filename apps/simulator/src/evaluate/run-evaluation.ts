import { scaleTravelTimes } from '#geo';
import { UsageError, type EvaluationCity } from '#simulation';
import type { StatusLine } from '../progress/status-line.js';
import type { Evaluation, PolicyResult } from './evaluation.js';
import { loadCity } from './load-city.js';
import { isRandom } from './options/option-notes.js';
import type { EvaluateOptions } from './options/evaluate-options.js';
import { numberText, withThousands } from './output/number-text.js';
import { createInlineRunner, startThreads, type DayRunner } from './runs/day-runner.js';

/** Threads take about half a second to start, which is as long as 30,000 requests take. */
const LEAST_REQUESTS_FOR_THREADS = 30_000;

/**
 * Simulates the day with each policy, several at a time if the day is long.
 *
 * @param status receives the progress
 * @throws {InputError} for an invalid file
 */
export async function runEvaluation(
  options: EvaluateOptions,
  status: StatusLine,
): Promise<Evaluation> {
  const { rules, policies } = options;
  const loaded = await loadCity(options, status);
  const { inputCheck } = loaded;
  const city = withSpeed(withDrivers(loaded, options.drivers), options);
  const runner = startRunner(city, options);
  try {
    let done = 0;
    status.update(`policy 1 of ${policies.length}…`);
    const results = await Promise.all(
      policies.map(async (name) => {
        const result = await runPolicy(runner, name, options);
        done += 1;
        status.print(`policy ${done} of ${policies.length}: ${outcome(result)}`);
        return result;
      }),
    );
    const { speedFactor } = options;
    return {
      city,
      rules,
      speedFactor,
      results,
      isRandom: isRandom(options),
      timeZone: zoneOf(options),
      inputCheck,
    };
  } finally {
    await runner.close();
  }
}

/** Hours of UTC need no mention. */
function zoneOf({ files }: EvaluateOptions): string | undefined {
  return files?.table.timeZone === 'UTC' ? undefined : files?.table.timeZone;
}

function withDrivers(city: EvaluationCity, drivers = city.vehicles.length): EvaluationCity {
  if (drivers > city.vehicles.length) {
    throw new UsageError(`--drivers ${drivers}, but the file has ${city.vehicles.length} cars`);
  }
  return { ...city, vehicles: city.vehicles.slice(0, drivers) };
}

/** The threads share the scaled travel times, because all policies drive at the same speed. */
function withSpeed(
  city: EvaluationCity,
  { speedFactor, maxBytes }: EvaluateOptions,
): EvaluationCity {
  if (speedFactor === 1) return city;
  return { ...city, times: scaleTravelTimes(city.times, { speedFactor, maxBytes }) };
}

function startRunner(city: EvaluationCity, options: EvaluateOptions): DayRunner {
  const { policies, threads: most, maxBytes } = options;
  const threads = Math.min(most, policies.length);
  const isLong = city.requests.length * policies.length >= LEAST_REQUESTS_FOR_THREADS;
  return threads > 1 && isLong
    ? startThreads([city], { threads, maxBytes })
    : createInlineRunner([city]);
}

async function runPolicy(
  runner: DayRunner,
  policy: string,
  { rules }: EvaluateOptions,
): Promise<PolicyResult> {
  const [result] = await runner.run({
    input: 0,
    policies: [policy],
    rules,
    demand: { kind: 'given' },
    drivers: undefined,
    speedFactor: 1,
    keepRecord: true,
  });
  const { kpis, record, wallSeconds } = result!;
  return { policy, kpis, record: record!, wallSeconds };
}

const outcome = ({ policy, kpis, wallSeconds }: PolicyResult): string =>
  `${policy} served ${withThousands(kpis.served)} of ${withThousands(kpis.requests)} riders` +
  ` (took ${numberText(wallSeconds, 1)} s)`;
