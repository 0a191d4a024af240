import { TravelTimes, generateGrid } from '#geo';
import { BUILT_IN_VEHICLE_TYPES, generateDemand, type BatteryType } from '#scenario';
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

/** The same with batteries that last for some rides, and three stations. */
export function chargingCity(seed: number, cars: number): PlannedCity {
  const city = cityWith(seed, cars);
  const [type] = BUILT_IN_VEHICLE_TYPES;
  const battery: BatteryType = { ...type!.battery!, capacityKwh: 4, maxChargeKw: 100 };
  const chargers = [
    { kind: 'slow', kilowatts: 7.2, count: 2 },
    { kind: 'fast', kilowatts: 50, count: 1 },
  ];
  return {
    ...city,
    cars: city.startNodes.map((_, car) => ({ battery, initialSoc: 0.2 + 0.1 * (car % 8) })),
    stations: [5, 70, 150].map((node) => ({ node, chargers })),
  };
}

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
