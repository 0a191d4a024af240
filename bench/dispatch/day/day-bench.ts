import { createPolicy, policyNames } from '#dispatch';
import { generateFleet, type TripDemand } from '#scenario';
import { median, orderCity, planCity, SeededRandom, simulateDay } from '#simulation';
import type { BenchCity } from '../city/bench-city.js';
import type { Section } from '../report/dispatch-report.js';
import { simulatePlainDay } from './plain-day.js';

/** The rules of `npm run evaluate`. */
const RULES = {
  patienceSeconds: 600,
  acceptRate: 1,
  thinkSeconds: 0,
  offerSeconds: 15,
  retrySeconds: 30,
  seed: 1,
  windowSeconds: 10,
};

/** A day of the city: its size, how often it is simulated, and the limit of each policy. */
interface DaySize {
  /** How often each request of the city takes place. */
  readonly copies: number;
  readonly cars: number;
  readonly rounds: number;
  readonly limitSeconds: number;
}

/** The requests of a city, and five times as many in one of the size of Manhattan. */
export const DAY_SIZES: readonly DaySize[] = [
  { copies: 1, cars: 200, rounds: 3, limitSeconds: 0.5 },
  { copies: 5, cars: 1_000, rounds: 1, limitSeconds: 10 },
];

/** Measures the CPU time to simulate a day with each policy, beside a plain loop. */
export function measureDay(
  city: BenchCity,
  { copies, cars, rounds, limitSeconds }: DaySize,
  log: (text: string) => void,
): Section {
  const random = new SeededRandom(1, 'fleet');
  const vehicles = generateFleet(city.times.network, cars, () => random.next());
  const requests = multiplyDemand(city.requests, copies);
  const plan = planCity(orderCity({ ...city, requests, vehicles }));
  const title = `A day of ${requests.length.toLocaleString('en')} requests and ${cars.toLocaleString('en')} cars`;
  log(`${title}: plain loop`);
  const plain = measureCpuSeconds(rounds, () => simulatePlainDay(plan, RULES));
  const percentOf = (served: number) => (100 * served) / requests.length;
  const row = (policy: string, { seconds, served }: CpuSeconds, limit: string) => ({
    'a day': policy,
    's of CPU': seconds,
    'times the plain loop': seconds / plain.seconds,
    'served, %': percentOf(served),
    limit,
  });
  const rows = ['batched', ...policyNames.filter((name) => name !== 'batched')].map((name) => {
    log(`${title}: ${name}`);
    // A new policy for each day, because a policy may remember an earlier day.
    const measured = measureCpuSeconds(rounds, () => {
      const { rides } = simulateDay(plan, createPolicy(name, plan.times), RULES);
      return rides.filter(({ status }) => status === 'served').length;
    });
    return row(name, measured, `≤ ${limitSeconds} s`);
  });
  rows.push(row('plain loop, nearest', plain, 'peer'));
  const notes = [
    `Windows of ${RULES.windowSeconds} s, travel times known, CPU time with garbage collection; ` +
      (rounds > 1 ? `median of ${rounds}.` : 'one run.'),
  ];
  return { title, rows, notes };
}

/** Each request takes place so many times, some seconds apart. */
function multiplyDemand(requests: readonly TripDemand[], copies: number): readonly TripDemand[] {
  if (copies === 1) return requests;
  return requests.flatMap((request) =>
    Array.from({ length: copies }, (_, copy) => {
      const later = copy * COPIES_APART_SECONDS;
      return {
        ...request,
        id: `${request.id}-${copy}`,
        departureSeconds: request.departureSeconds + later,
        departureMs: request.departureMs + later * 1_000,
      };
    }),
  );
}

/** Not a whole number of windows, so that copies come in windows of their own. */
const COPIES_APART_SECONDS = 7.3;

interface CpuSeconds {
  seconds: number;
  served: number;
}

function measureCpuSeconds(rounds: number, day: () => number): CpuSeconds {
  let served = 0;
  const seconds = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    served = day();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return { seconds: median(seconds), served };
}

/** Reports the time to compute the travel times, which happens once at the start. */
export function describeTravelTimes({ travelTimesSeconds, times }: BenchCity): Section {
  const { nodeCount } = times.network;
  const row = {
    'travel times from nothing': `${nodeCount.toLocaleString('en')} junctions, every pair`,
    s: travelTimesSeconds,
    'ms a junction': (travelTimesSeconds * 1000) / nodeCount,
    limit: '≤ 15 s',
  };
  return { title: 'Travel times', rows: [row], notes: [] };
}
