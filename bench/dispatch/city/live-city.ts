import { TravelEstimator, type TravelTimes } from '#geo';
import type { SeededRandom } from '#simulation';
import type { BenchCity } from './bench-city.js';
import { DrivingFleet } from './driving-fleet.js';
import { WaitingRiders } from './waiting-riders.js';

/** A driver reports a position every four seconds, and a window lasts 500 ms. */
const WINDOWS_PER_READING = 8;

/** The drivers and riders of a busy city, as a server sees them in each window. */
export class LiveCity {
  readonly times: TravelTimes;
  readonly riders: WaitingRiders;
  readonly readingsAWindow: number;

  constructor(
    city: BenchCity,
    readonly counts: { riders: number; drivers: number },
  ) {
    this.times = city.times;
    this.riders = new WaitingRiders(city.requests, new TravelEstimator(city.times));
    this.readingsAWindow = Math.ceil(counts.drivers / WINDOWS_PER_READING);
  }

  createFleet(random: SeededRandom): DrivingFleet {
    return new DrivingFleet(this.times.network, random, this.counts.drivers);
  }
}
