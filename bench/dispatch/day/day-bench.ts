import { createPolicy, policyNames } from '#dispatch';
import { generateFleet } from '#scenario';
import { planCity, type PlannedCity, simulateDay, SeededRandom, median } from '#simulation';
import type { BenchCity } from '../city/bench-city.js';
import type { Section } from '../report/dispatch-report.js';

const CARS = 200;
const ROUNDS = 3;
/** As `npm run evaluate` has them, but for the window. */
const RULES = { patienceSeconds: 600, acceptRate: 1, thinkSeconds: 0, offerSeconds: 15, seed: 1 };

/** What a simulated day takes. */
export function measureDay(city: BenchCity, say: (text: string) => void): Section {
  const random = new SeededRandom(1, 'fleet');
  const vehicles = generateFleet(city.times.network, CARS, () => random.next());
  const plan = planCity({ ...city, vehicles });
  const rows = ['batched', ...policyNames.filter((name) => name !== 'batched')].map((policy) => {
    say(`day: ${policy}`);
    return {
      'a day': policy,
      'windows of 60 s, s': daySeconds(plan, policy, 60),
      'windows of 10 s, s': daySeconds(plan, policy, 10),
      limit: policy === 'batched' ? '≤ 1 s' : '–',
    };
  });
  const notes = [
    `${city.requests.length.toLocaleString('en')} requests, ${CARS} cars, travel times known; ` +
      `median of ${ROUNDS}.`,
  ];
  return { title: 'A simulated day', rows, notes };
}

/** Computed once, at the start. */
export function travelTimesSection({ travelTimesSeconds, times }: BenchCity): Section {
  const { nodeCount } = times.network;
  const row = {
    'travel times from nothing': `${nodeCount.toLocaleString('en')} junctions, every pair`,
    ...{ s: travelTimesSeconds, 'ms a junction': (travelTimesSeconds * 1000) / nodeCount },
    limit: '≤ 15 s',
  };
  return { title: 'Travel times', rows: [row], notes: [] };
}

/** A policy with a memory must not know the day already: each day has a new one. */
function daySeconds(plan: PlannedCity, name: string, windowSeconds: number): number {
  return median(
    Array.from({ length: ROUNDS }, () => {
      const policy = createPolicy(name, plan.times);
      const begin = performance.now();
      simulateDay(plan, policy, { ...RULES, windowSeconds });
      return (performance.now() - begin) / 1000;
    }),
  );
}
