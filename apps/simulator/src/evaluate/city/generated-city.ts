import { generateGrid, type RoadNetwork } from '#geo';
import { generateDemand, generateFleet } from '#scenario';
import { SeededRandom } from '#simulation';
import { DEFAULT_DRIVERS } from '../options/city-options.js';
import type { EvaluateOptions } from '../options/evaluate-options.js';
import type { CityInput } from './city-input.js';

const DAY_MINUTES = 24 * 60;

/** Size and seed of a generated day. */
export interface GeneratedDay {
  readonly seed: number;
  readonly ridersPerHour: number;
  readonly drivers: number;
}

/** Generates one day of the built-in city. */
export function generateCity({ rules, ridersPerHour, drivers }: EvaluateOptions): CityInput {
  const network = generateGrid();
  const size = { ridersPerHour, drivers: drivers ?? DEFAULT_DRIVERS };
  const day = generateDay(network, { seed: rules.seed, ...size });
  return { name: network.name, network, ...day };
}

/** Generates requests and cars on a network. The same seed and size give the same day. */
export function generateDay(
  network: RoadNetwork,
  { seed, ridersPerHour, drivers }: GeneratedDay,
): Pick<CityInput, 'requests' | 'vehicles'> {
  const random = new SeededRandom(seed, 'fleet');
  return {
    requests: generateDemand({
      network,
      seed,
      minutes: DAY_MINUTES,
      requestsPerHour: ridersPerHour,
    }),
    vehicles: generateFleet(network, drivers, () => random.next()),
  };
}
