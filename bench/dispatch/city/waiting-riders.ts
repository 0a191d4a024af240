import type { RoadRequest } from '#dispatch';
import { OFF_MAP, type TravelEstimator } from '#geo';
import type { TripDemand } from '#scenario';
import type { SeededRandom } from '#simulation';
import { findBusiestHour } from './busiest-hour.js';

interface Rider {
  readonly demand: TripDemand;
  readonly tripSeconds: number;
  readonly isOnMap: boolean;
}

/** Draws waiting riders from the requests of the demand's busiest hour. */
export class WaitingRiders {
  private readonly all: readonly Rider[];
  private readonly onMap: readonly Rider[];

  constructor(requests: readonly TripDemand[], estimator: TravelEstimator) {
    this.all = findBusiestHour(requests).map((demand) => ({
      demand,
      tripSeconds: estimator.estimate(demand.origin, demand.destination).durationSeconds,
      isOnMap: estimator.snapOnce(demand.origin).node !== OFF_MAP,
    }));
    this.onMap = this.all.filter(({ isOnMap }) => isOnMap);
  }

  /** The share of pickups that are off the map, 0 to 1. */
  get offMapShare(): number {
    return 1 - this.onMap.length / this.all.length;
  }

  /**
   * Draws riders in the order of a batch, which begins with the longest wait. The pickups are
   * new objects, so that no cached snap exists for them.
   */
  draw(count: number, random: SeededRandom, from: 'all' | 'on map' = 'all'): RoadRequest[] {
    const riders = from === 'all' ? this.all : this.onMap;
    return Array.from({ length: count }, (_, i) => {
      const rider = riders[Math.floor(random.next() * riders.length)];
      if (!rider) throw new Error('The busiest hour has no requests.');
      const { demand, tripSeconds } = rider;
      const waitingSeconds = ((count - i) / count) * LONGEST_WAIT_SECONDS;
      return { tripId: idOf(i), waitingSeconds, tripSeconds, pickup: { ...demand.origin } };
    });
  }
}

const LONGEST_WAIT_SECONDS = 120;

const idOf = (index: number): string => String(index).padStart(9, '0');
