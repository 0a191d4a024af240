import { TravelTimes, generateGrid } from '#geo';
import { generateDemand } from '#scenario';
import type { DayRules } from '../src/day/day-record.js';
import { planCity, type PlannedCity } from '../src/day/planned-city.js';

/** A generated network of 160 junctions. */
export const network = generateGrid({ rows: 20, columns: 8 });
export const times = new TravelTimes(network);

/** Forty minutes of demand, and so many cars. */
export const cityWith = (seed: number, cars: number): PlannedCity =>
  planCity({
    name: 'Gridtown',
    times,
    requests: generateDemand({ network, seed, minutes: 40, requestsPerHour: 150 }),
    vehicles: Array.from({ length: cars }, (_, i) => ({
      id: `v${i}`,
      position: network.position((i * 37) % network.nodeCount),
    })),
  });

/** The defaults of `npm run evaluate`, with some rules of the test. */
export const dayRulesWith = (rules: Partial<DayRules>): DayRules => ({
  windowSeconds: 10,
  patienceSeconds: 600,
  seed: 1,
  acceptRate: 1,
  thinkSeconds: 0,
  offerSeconds: 15,
  retrySeconds: 30,
  ...rules,
});
