import { UsageError, type EvaluationCity } from '#simulation';
import { RunProgress } from '../../progress/run-progress.js';
import type { StatusLine } from '../../progress/status-line.js';
import type { DayKpis } from '../kpis/day-kpis.js';
import { loadCity } from '../load-city.js';
import type { EvaluateOptions } from '../options/evaluate-options.js';
import type { DayDemand } from '../runs/day-job.js';
import { createInlineRunner, startThreads, type DayRunner } from '../runs/day-runner.js';
import { findFleet } from './find-fleet.js';
import type { CaseCheck, FleetAnswer, Study, StudyRow } from './study.js';
import type { StudyCase } from './study-case.js';
import { intervalOf } from './study-figures.js';
import { targetFigure, type Target } from './target.js';

/** The figures of so many days take some 50 MB. */
const MOST_DAYS = 10_000;

/** Whether options ask for more than one day of one city. */
export const isStudy = ({ replications, sweep, targets, scenarioFile }: EvaluateOptions): boolean =>
  replications > 1 || sweep !== undefined || targets.length > 0 || scenarioFile !== undefined;

/**
 * Simulates the days of all cases, several at a time.
 *
 * @param status receives the progress
 * @throws {InputError} for an invalid file
 * @throws {UsageError} for a fleet that a case can't have, and for more than 10,000 days
 */
export async function runStudy(
  cases: readonly StudyCase[],
  options: EvaluateOptions,
  status: StatusLine,
): Promise<Study> {
  assertDays(cases.length * options.replications);
  const inputs = await loadInputs(cases, status);
  const runner = startRunner(inputs.cities, options);
  const progress = new RunProgress(status);
  const work: StudyWork = { runner, inputs, progress };
  try {
    if (options.targets.length > 0) return await searchFleets(cases[0]!, work);
    progress.expect(cases.length * options.replications);
    const rows = await Promise.all(cases.map((each) => runCase(each, work)));
    const name = nameOf(cases, inputs);
    const { inputChecks } = inputs;
    return { name, options, rows: rows.flat(), fleets: [], inputChecks };
  } finally {
    progress.stop();
    await runner.close();
  }
}

function assertDays(days: number): void {
  if (days <= MOST_DAYS) return;
  throw new UsageError(
    `cases times --replications are ${days} days, more than ${MOST_DAYS}: take fewer of either`,
  );
}

interface StudyInputs {
  readonly cities: readonly EvaluationCity[];
  /** The index of each case's city. */
  readonly indexOf: ReadonlyMap<StudyCase, number>;
  readonly inputChecks: readonly CaseCheck[];
}

interface StudyWork {
  readonly runner: DayRunner;
  readonly inputs: StudyInputs;
  readonly progress: RunProgress;
}

/** Reads each input once, although several cases may use it. */
async function loadInputs(cases: readonly StudyCase[], status: StatusLine): Promise<StudyInputs> {
  const cities: EvaluationCity[] = [];
  const keys: string[] = [];
  const indexOf = new Map<StudyCase, number>();
  const inputChecks: CaseCheck[] = [];
  for (const each of cases) {
    const key = inputKey(each);
    if (!keys.includes(key)) {
      keys.push(key);
      const { inputCheck, ...city } = await loadCity(each.options, status);
      cities.push(city);
      if (inputCheck) inputChecks.push({ name: each.name, check: inputCheck });
    }
    const index = keys.indexOf(key);
    indexOf.set(each, index);
    assertFleet(each, cities[index]!);
  }
  return { cities, indexOf, inputChecks };
}

/** What a city is read from. */
const inputKey = ({ options }: StudyCase): string => {
  const { files, history, stations, vehicleTypes } = options;
  return JSON.stringify([files ?? 'generated', history, stations, vehicleTypes]);
};

function assertFleet({ options, name }: StudyCase, { vehicles }: EvaluationCity): void {
  const { drivers, files } = options;
  if (!files || drivers === undefined || drivers <= vehicles.length) return;
  const where = name === '' ? '' : `${name}: `;
  throw new UsageError(`${where}--drivers ${drivers}, but the file has ${vehicles.length} cars`);
}

/** Threads pay off when there is more than one day. */
const startRunner = (
  cities: readonly EvaluationCity[],
  { threads, maxBytes }: EvaluateOptions,
): DayRunner =>
  threads === 1 ? createInlineRunner(cities) : startThreads(cities, { threads, maxBytes });

const nameOf = (cases: readonly StudyCase[], { cities }: StudyInputs): string =>
  cases[0]!.options.scenarioFile ?? cities[0]!.name;

/** The rows of a case: one for each policy. */
async function runCase(
  each: StudyCase,
  work: StudyWork,
  overrides: Partial<Pick<EvaluateOptions, 'drivers' | 'policies'>> = {},
): Promise<StudyRow[]> {
  const options = { ...each.options, ...overrides };
  const input = work.inputs.indexOf.get(each)!;
  const days = await Promise.all(
    Array.from({ length: options.replications }, async (_, replication) => {
      const results = await work.runner.run({
        input,
        policies: options.policies,
        rules: { ...options.rules, seed: options.rules.seed + replication },
        demand: demandOf(options, replication),
        drivers: options.drivers,
        speedFactor: options.speedFactor,
        keepRecord: false,
      });
      work.progress.complete();
      return results;
    }),
  );
  const vehicles = options.drivers ?? work.inputs.cities[input]!.vehicles.length;
  return options.policies.map((policy, p) => {
    const figures = days.map((results): DayKpis => results[p]!.kpis);
    return { name: each.name, policy, vehicles, days: figures };
  });
}

/** The seed of each replication differs, and is the same in all cases. */
function demandOf(options: EvaluateOptions, replication: number): DayDemand {
  const { files, rules, ridersPerHour, replications, draw, jitterSeconds } = options;
  const seed = rules.seed + replication;
  if (!files) return { kind: 'generated', seed, ridersPerHour };
  return replications === 1 ? { kind: 'given' } : { kind: draw, seed, jitterSeconds };
}

/** Searches the least fleet for each policy. */
async function searchFleets(each: StudyCase, work: StudyWork): Promise<Study> {
  const { options } = each;
  const city = work.inputs.cities[work.inputs.indexOf.get(each)!]!;
  const fleets = await Promise.all(
    options.policies.map((policy) => searchFleet(each, policy, work)),
  );
  const rows = fleets.flatMap((fleet) => fleet.rows);
  const { inputChecks } = work.inputs;
  return { name: city.name, options, rows, fleets, inputChecks };
}

async function searchFleet(each: StudyCase, policy: string, work: StudyWork): Promise<FleetAnswer> {
  const { options } = each;
  const city = work.inputs.cities[work.inputs.indexOf.get(each)!]!;
  const most = options.mostDrivers ?? city.requests.length;
  const known = new Map<number, StudyRow>();
  const found = await findFleet({
    start: options.drivers ?? city.vehicles.length,
    most: options.files ? Math.min(most, city.vehicles.length) : most,
    isEnough: async (cars) => {
      work.progress.expect(options.replications);
      work.progress.describe(`${policy}, ${cars} cars`);
      const [row] = await runCase(each, work, { drivers: cars, policies: [policy] });
      known.set(cars, row!);
      return options.targets.every((target) => isReached(target, row!.days));
    },
  });
  const shown = [found.cars, found.tooFew].flatMap((cars) =>
    cars === undefined ? [] : (known.get(cars) ?? []),
  );
  const tried = [...known.values()].sort((a, b) => a.vehicles - b.vehicles);
  return { ...found, policy, rows: shown, tried };
}

/**
 * Whether days reach a target. With several days the unfavourable end of the 95 % interval counts,
 * so that the answer does not rest on chance.
 */
function isReached(target: Target, days: readonly DayKpis[]): boolean {
  const { of, better } = targetFigure(target);
  const interval = intervalOf({ key: '', title: '', unit: '', decimals: 0, of }, days);
  if (!interval) return false;
  const { mean, halfWidth } = interval;
  const margin = halfWidth ?? 0;
  return better === 'more' ? mean - margin >= target.value : mean + margin <= target.value;
}
