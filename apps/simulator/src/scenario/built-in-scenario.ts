import { generateGrid } from '#geo';
import { generateDemand, generateFleet, type Scenario } from '#scenario';
import type { SeededRandom } from '#simulation';
import type { DemoOptions } from '../options/demo-options.js';

/** The evening rush has the most demand. */
const DEFAULT_FROM_SECONDS = 18 * 3600;

/** Creates the scenario of the built-in city with generated demand. */
export function createBuiltInScenario(options: DemoOptions, random: SeededRandom): Scenario {
  const network = generateGrid();
  const fromSeconds = options.fromSeconds ?? DEFAULT_FROM_SECONDS;
  const minutes = options.minutes ?? ((options.forSeconds ?? 60) * options.speed) / 60;
  const requests = generateDemand({
    network,
    seed: options.seed,
    minutes,
    requestsPerHour: options.ridersPerHour,
    startMinuteOfDay: fromSeconds / 60,
  });
  const fleetRandom = random.derive('fleet');
  return {
    name: network.name,
    network,
    networkFile: undefined,
    requests,
    vehicles: generateFleet(network, options.drivers, () => fleetRandom.next()),
    fromSeconds,
    windowSeconds: minutes * 60,
  };
}
