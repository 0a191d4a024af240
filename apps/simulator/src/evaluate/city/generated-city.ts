import { generateGrid } from '#geo';
import { generateDemand, generateFleet } from '#scenario';
import { SeededRandom } from '#simulation';
import type { EvaluateOptions } from '../options/evaluate-options.js';
import type { CityInput } from './city-input.js';

const DAY_MINUTES = 24 * 60;

/** Generates one day of the built-in city. */
export function generateCity({ rules, ridersPerHour, drivers }: EvaluateOptions): CityInput {
  const network = generateGrid();
  const { seed } = rules;
  const random = new SeededRandom(seed, 'fleet');
  return {
    name: network.name,
    network,
    requests: generateDemand({
      network,
      seed,
      minutes: DAY_MINUTES,
      requestsPerHour: ridersPerHour,
    }),
    vehicles: generateFleet(network, drivers, () => random.next()),
  };
}
