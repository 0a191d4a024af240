import { generateGrid } from '#geo';
import { generateDemand } from '#scenario';
import { SeededRandom, generatedFleet } from '#simulation';
import type { EvaluateOptions } from '../options/evaluate-options.js';
import type { CityInput } from './city-input.js';

const DAY_MINUTES = 24 * 60;

/** A day of a made-up city: needs no files. */
export function generatedCity({ rules, ridersPerHour, drivers }: EvaluateOptions): CityInput {
  const network = generateGrid();
  const { seed } = rules;
  return {
    name: network.name,
    network,
    requests: generateDemand({
      ...{ network, seed },
      minutes: DAY_MINUTES,
      requestsPerHour: ridersPerHour,
    }),
    vehicles: generatedFleet(network, drivers, new SeededRandom(seed, 'fleet')),
  };
}
