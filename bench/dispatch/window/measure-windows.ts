import { SupplyIndex, type Pairing } from '#dispatch';
import { TravelEstimator } from '#geo';
import { SeededRandom } from '#simulation';
import type { LiveCity } from '../city/live-city.js';
import type { Decider, WindowInput } from './deciders.js';

export interface WindowTimes {
  /** The milliseconds of each window: readings, snapping, candidates and assignment. */
  all: number[];
  /** The part of that until the batch is prepared. */
  batch: number[];
  /** The part of that for the decision, which includes the search for candidates. */
  decide: number[];
  /** The outcomes of all windows, including those of the warm-up. */
  outcomes: Outcome[];
}

/** The outcome of one decision; equal outcomes are equally good. */
export interface Outcome {
  pairs: number;
  /** The sum of the travel times to the pickups. */
  seconds: number;
}

export interface WindowsPlan {
  city: LiveCity;
  warmUp: number;
  windows: number;
}

/** Measures a decider on a sequence of windows that is the same for every decider. */
export function measureWindows(
  { city, warmUp, windows }: WindowsPlan,
  createDecider: (estimator: TravelEstimator) => Decider,
): WindowTimes {
  const random = new SeededRandom(1, 'windows');
  const estimator = new TravelEstimator(city.times);
  const supply = new SupplyIndex(estimator);
  const fleet = city.createFleet(random);
  fleet.addTo(supply);
  supply.snapAll();
  const prepare = createDecider(estimator);
  const times: WindowTimes = { all: [], batch: [], decide: [], outcomes: [] };
  for (let window = 0; window < warmUp + windows; window++) {
    const readings = fleet.drive(city.readingsAWindow);
    const requests = city.riders.draw(city.counts.riders, random);
    const parts = { requests, supply, estimator };
    const begin = performance.now();
    for (const { driverId, position } of readings) supply.put(driverId, { position });
    const decide = prepare(parts);
    const prepared = performance.now();
    const pairings = decide();
    const end = performance.now();
    times.outcomes.push(outcomeOf(pairings, parts));
    if (window < warmUp) continue;
    times.all.push(end - begin);
    times.batch.push(prepared - begin);
    times.decide.push(end - prepared);
  }
  return times;
}

function outcomeOf(pairings: readonly Pairing[], parts: WindowInput): Outcome {
  const { requests, supply, estimator } = parts;
  const starts = supply.snapAll();
  const seconds = pairings.map(({ request, driver }) => {
    const found = requests[request];
    return found ? estimator.prepareTarget(found.pickup).secondsFrom(starts, driver) : NaN;
  });
  return { pairs: pairings.length, seconds: seconds.reduce((sum, each) => sum + each, 0) };
}
