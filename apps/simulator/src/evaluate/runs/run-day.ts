import { createPolicy } from '#dispatch';
import { scaleTravelTimes, type TravelTimes } from '#geo';
import { drawDemand } from '#scenario';
import {
  type EvaluationCity,
  orderCity,
  planCity,
  type PlannedCity,
  SeededRandom,
  simulateDay,
} from '#simulation';
import { generateDay } from '../city/generated-city.js';
import { computeKpis } from '../kpis/day-kpis.js';
import type { DayJob, DayResult } from './day-job.js';

/** Simulates the day of a job with each of its policies, one after the other. */
export function runDay(city: EvaluationCity, job: DayJob): DayResult[] {
  const plan = planOf(city, job);
  return job.policies.map((policy) => runPolicy(plan, policy, job));
}

/** Creates a new policy for each day, because a policy that learns must not know the day. */
function runPolicy(plan: PlannedCity, name: string, { rules, keepRecord }: DayJob): DayResult {
  const policy = createPolicy(name, plan.times);
  const begin = performance.now();
  const record = simulateDay(plan, policy, rules);
  const wallSeconds = Math.round((performance.now() - begin) / 10) / 100;
  const kpis = computeKpis(record, plan);
  return { policy: name, kpis, record: keepRecord ? record : undefined, wallSeconds };
}

interface LastPlan {
  readonly key: string;
  readonly plan: PlannedCity;
}

/** The last plan of each city, because jobs with other policies follow on the same day. */
const lastPlans = new WeakMap<EvaluationCity, LastPlan>();

function planOf(city: EvaluationCity, job: DayJob): PlannedCity {
  const { demand, drivers, speedFactor } = job;
  const key = JSON.stringify([demand, drivers, speedFactor]);
  const last = lastPlans.get(city);
  if (last?.key === key) return last.plan;
  const times = timesAt(city.times, speedFactor);
  const plan = planCity(orderCity({ ...city, times, ...drawDay(city, job) }));
  lastPlans.set(city, { key, plan });
  return plan;
}

interface ScaledTimes {
  readonly speedFactor: number;
  readonly times: TravelTimes;
}

/** The last scaled travel times of each city, because the days of a study share them. */
const lastScaled = new WeakMap<TravelTimes, ScaledTimes>();

function timesAt(times: TravelTimes, speedFactor: number): TravelTimes {
  if (speedFactor === 1) return times;
  const last = lastScaled.get(times);
  if (last?.speedFactor === speedFactor) return last.times;
  const scaled = scaleTravelTimes(times, { speedFactor, maxBytes: times.maxBytes });
  lastScaled.set(times, { speedFactor, times: scaled });
  return scaled;
}

type Day = Pick<EvaluationCity, 'requests' | 'vehicles'>;

function drawDay({ requests, vehicles, times }: EvaluationCity, job: DayJob): Day {
  const { demand, drivers = vehicles.length } = job;
  if (demand.kind === 'generated') return generateDay(times.network, { ...demand, drivers });
  const fleet = vehicles.slice(0, drivers);
  if (demand.kind === 'given') return { requests, vehicles: fleet };
  const { kind, jitterSeconds, seed } = demand;
  const random = new SeededRandom(seed, `demand ${kind}`);
  const draw = { kind, jitterSeconds, random: () => random.next() };
  return { requests: drawDemand(requests, draw), vehicles: fleet };
}
