import { createPolicy, policyNames } from '#dispatch';
import { generateFleet } from '#scenario';
import { planCity, type PlannedCity, simulateDay, SeededRandom, median } from '#simulation';
import type { BenchCity } from '../city/bench-city.js';
import type { Section } from '../report/dispatch-report.js';

const CARS = 200;
const ROUNDS = 3;
/** The rules of `npm run evaluate`, except for the window. */
const RULES = {
  patienceSeconds: 600,
  acceptRate: 1,
  thinkSeconds: 0,
  offerSeconds: 15,
  retrySeconds: 30,
  seed: 1,
};

/** Measures the time to simulate a day. */
export function measureDay(city: BenchCity, log: (text: string) => void): Section {
  const random = new SeededRandom(1, 'fleet');
  const vehicles = generateFleet(city.times.network, CARS, () => random.next());
  const plan = planCity({ ...city, vehicles });
  const rows = ['batched', ...policyNames.filter((name) => name !== 'batched')].map((policy) => {
    log(`day: ${policy}`);
    return {
      'a day': policy,
      'windows of 60 s, s': measureDaySeconds(plan, policy, 60),
      'windows of 10 s, s': measureDaySeconds(plan, policy, 10),
      limit: policy === 'batched' ? '≤ 1 s' : '–',
    };
  });
  const notes = [
    `${city.requests.length.toLocaleString('en')} requests, ${CARS} cars, travel times known; ` +
      `median of ${ROUNDS}.`,
  ];
  return { title: 'A simulated day', rows, notes };
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

/** Measures with a new policy for each day, because a policy may remember an earlier day. */
function measureDaySeconds(plan: PlannedCity, name: string, windowSeconds: number): number {
  return median(
    Array.from({ length: ROUNDS }, () => {
      const policy = createPolicy(name, plan.times);
      const begin = performance.now();
      simulateDay(plan, policy, { ...RULES, windowSeconds });
      return (performance.now() - begin) / 1000;
    }),
  );
}
