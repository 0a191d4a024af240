import { createPolicy } from '#dispatch';
import {
  type DayRules,
  type EvaluationCity,
  planCity,
  type PlannedCity,
  simulateDay,
} from '#simulation';
import type { StatusLine } from '../progress/status-line.js';
import type { CityInput } from './city/city-input.js';
import { readCity } from './city/file-city.js';
import { generateCity } from './city/generated-city.js';
import type { Evaluation, PolicyResult } from './evaluation.js';
import { computeKpis } from './kpis/day-kpis.js';
import type { EvaluateOptions } from './options/evaluate-options.js';
import { numberText, withThousands } from './output/number-text.js';
import { loadTravelTimes } from './travel/load-travel-times.js';

/**
 * Simulates the day with each policy, one after the other.
 *
 * @param status receives the progress
 * @throws {InputError} for an invalid file
 */
export async function runEvaluation(
  options: EvaluateOptions,
  status: StatusLine,
): Promise<Evaluation> {
  const input = options.files ? await readCity(options.files) : generateCity(options);
  status.print(introduction(input));
  const { maxBytes, cacheDir, rules, policies } = options;
  const { network, ...rest } = input;
  const times = loadTravelTimes(network, { maxBytes, cacheDir, status });
  const city = { ...rest, times };
  status.update('putting riders and cars on the road…');
  const plan = planCity(city);
  const results = policies.map((name, i) => {
    status.update(`policy ${i + 1} of ${policies.length}: ${name}…`);
    const result = simulate(city, plan, { name, rules });
    status.print(`policy ${i + 1} of ${policies.length}: ${outcome(result)}`);
    return result;
  });
  return { city, rules, results };
}

/** Creates a new policy for each day, because a policy that learns must not know the day. */
function simulate(
  city: EvaluationCity,
  plan: PlannedCity,
  { name, rules }: { name: string; rules: DayRules },
): PolicyResult {
  const policy = createPolicy(name, city.times);
  const begin = performance.now();
  const record = simulateDay(plan, policy, rules);
  const wallSeconds = Math.round((performance.now() - begin) / 10) / 100;
  const kpis = computeKpis(record, plan);
  return { policy: name, kpis, record, wallSeconds };
}

function introduction({ name, requests, vehicles, network }: CityInput): string {
  const people = `${withThousands(requests.length)} requests, ${withThousands(vehicles.length)} cars`;
  return `${name}: ${people}, ${withThousands(network.nodeCount)} junctions`;
}

const outcome = ({ policy, kpis, wallSeconds }: PolicyResult): string =>
  `${policy} served ${withThousands(kpis.served)} of ${withThousands(kpis.requests)} riders` +
  ` (took ${numberText(wallSeconds, 1)} s)`;
