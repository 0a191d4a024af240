import { SupplyIndex, type Pairing } from '#dispatch';
import { TravelEstimator } from '#geo';
import { SeededRandom } from '#simulation';
import type { LiveCity } from '../city/live-city.js';
import type { Decider, WindowInput } from './deciders.js';

export interface WindowTimes {
  /** Readings put, drivers and pickups snapped, candidates, solving: milliseconds of each window. */
  all: number[];
  /** Of that, until the batch is made. */
  batch: number[];
  /** Of that, deciding: candidates are searched for meanwhile. */
  decide: number[];
  /** What was decided, in all windows to warm up included. */
  outcomes: Outcome[];
}

/** Equal ones are equally good. */
export interface Outcome {
  pairs: number;
  /** Until the pickups, of all pairs together. */
  seconds: number;
}

export interface WindowsPlan {
  city: LiveCity;
  warmUp: number;
  windows: number;
}

/** The same windows for every decider, one after the other. */
export function measureWindows(
  { city, warmUp, windows }: WindowsPlan,
  deciderOf: (estimator: TravelEstimator) => Decider,
): WindowTimes {
  const random = new SeededRandom(1, 'windows');
  const estimator = new TravelEstimator(city.times);
  const supply = new SupplyIndex(estimator);
  const fleet = city.fleet(random);
  fleet.addTo(supply);
  supply.snapAll();
  const decider = deciderOf(estimator);
  const times: WindowTimes = { all: [], batch: [], decide: [], outcomes: [] };
  for (let window = 0; window < warmUp + windows; window++) {
    const readings = fleet.drive(city.readingsAWindow);
    const requests = city.riders.draw(city.counts.riders, random);
    const parts = { requests, supply, estimator };
    const begin = performance.now();
    for (const { driverId, position } of readings) supply.put(driverId, { position });
    const decide = decider(parts);
    const made = performance.now();
    const pairings = decide();
    const end = performance.now();
    times.outcomes.push(outcomeOf(pairings, parts));
    if (window < warmUp) continue;
    times.all.push(end - begin);
    times.batch.push(made - begin);
    times.decide.push(end - made);
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
