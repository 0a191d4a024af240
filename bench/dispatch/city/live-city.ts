import { TravelEstimator, type TravelTimes } from '#geo';
import type { SeededRandom } from '#simulation';
import type { BenchCity } from './bench-city.js';
import { DrivingFleet } from './driving-fleet.js';
import { WaitingRiders } from './waiting-riders.js';

/** A driver says every four seconds where they are, and windows are 500 ms: one in eight. */
const WINDOWS_PER_READING = 8;

/** A city full of people, as a server sees it window by window. */
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

  fleet(random: SeededRandom): DrivingFleet {
    return new DrivingFleet(this.times.network, random, this.counts.drivers);
  }
}
