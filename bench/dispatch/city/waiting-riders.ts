import type { RoadRequest } from '#dispatch';
import { OFF_MAP, type TravelEstimator } from '#geo';
import type { TripDemand } from '#scenario';
import type { SeededRandom } from '#simulation';
import { busiestHour } from './busiest-hour.js';

interface Rider {
  readonly demand: TripDemand;
  readonly tripSeconds: number;
  readonly isOnMap: boolean;
}

/** Riders as they ask in the demand's busiest hour. */
export class WaitingRiders {
  private readonly all: readonly Rider[];
  private readonly onMap: readonly Rider[];

  constructor(requests: readonly TripDemand[], estimator: TravelEstimator) {
    this.all = busiestHour(requests).map((demand) => ({
      demand,
      tripSeconds: estimator.estimate(demand.origin, demand.destination).durationSeconds,
      isOnMap: estimator.snapOnce(demand.origin).node !== OFF_MAP,
    }));
    this.onMap = this.all.filter(({ isOnMap }) => isOnMap);
  }

  /** Share of pickups that aren't in the city, though their riders ask: 0 to 1. */
  get offMapShare(): number {
    return 1 - this.onMap.length / this.all.length;
  }

  /**
   * Who has waited longest comes first, as in a batch. Pickups are new objects: none has been
   * snapped before.
   */
  draw(count: number, random: SeededRandom, from: 'all' | 'on map' = 'all'): RoadRequest[] {
    const riders = from === 'all' ? this.all : this.onMap;
    return Array.from({ length: count }, (_, i) => {
      const rider = riders[Math.floor(random.next() * riders.length)];
      if (!rider) throw new Error('Nobody asks for a ride in the busiest hour.');
      const { demand, tripSeconds } = rider;
      const waitingSeconds = ((count - i) / count) * LONGEST_WAIT_SECONDS;
      return { tripId: idOf(i), waitingSeconds, tripSeconds, pickup: { ...demand.origin } };
    });
  }
}

const LONGEST_WAIT_SECONDS = 120;

const idOf = (index: number): string => String(index).padStart(9, '0');
