import { generateGrid, type RoadNetwork } from '#geo';
import { generateDemand, generateFleet, type Scenario, type TripDemand } from '#scenario';
import type { SeededRandom } from '#simulation';
import type { DemoOptions } from '../options/demo-options.js';
import { PhaseSchedule } from './city-phases.js';

/** The evening rush has the most demand. */
const DEFAULT_FROM_SECONDS = 18 * 3600;
const DEFAULT_FOR_SECONDS = 60;

/** A city, and the phases of its demand; without phases the demand follows the time of day. */
export interface DemoScenario extends Scenario {
  phases: PhaseSchedule | undefined;
}

/** Creates the scenario of the built-in city with generated demand. */
export function createBuiltInScenario(options: DemoOptions, random: SeededRandom): DemoScenario {
  const network = generateGrid();
  const fromSeconds = options.fromSeconds ?? DEFAULT_FROM_SECONDS;
  const minutes =
    options.minutes ?? ((options.forSeconds ?? DEFAULT_FOR_SECONDS) * options.speed) / 60;
  const window = { fromSeconds, windowSeconds: minutes * 60 };
  const phases = hasPhases(options)
    ? PhaseSchedule.rushWithin(window.fromSeconds, window.windowSeconds)
    : undefined;
  const fleetRandom = random.derive('fleet');
  return {
    name: network.name,
    network,
    networkFile: undefined,
    marginMeters: undefined,
    requests: planRequests(options, network, { ...window, phases }),
    vehicles: generateFleet(network, options.drivers, () => fleetRandom.next()),
    ...window,
    phases,
  };
}

/** A window or an endless city that the caller chose has the demand of its time of day. */
const hasPhases = ({ stay, minutes, fromSeconds }: DemoOptions): boolean =>
  !stay && minutes === undefined && fromSeconds === undefined;

function planRequests(
  { seed, ridersPerHour }: DemoOptions,
  network: RoadNetwork,
  {
    fromSeconds,
    windowSeconds,
    phases,
  }: Pick<DemoScenario, 'fromSeconds' | 'windowSeconds' | 'phases'>,
): TripDemand[] {
  const stretches = phases?.phases ?? [{ fromSeconds, demand: 1 }];
  const end = fromSeconds + windowSeconds;
  return stretches.flatMap(({ fromSeconds: begin, demand }, index) => {
    const until = stretches[index + 1]?.fromSeconds ?? end;
    return generateDemand({
      network,
      // The seed is part of the ids, so each stretch has its own.
      seed: seed + index * STRETCH_SEEDS,
      minutes: Math.max(0, until - begin) / 60,
      requestsPerHour: ridersPerHour * demand,
      startMinuteOfDay: begin / 60,
    });
  });
}

/** Far from the seeds that a steered city uses for its further demand, which count up by one. */
const STRETCH_SEEDS = 1_000_003;
