import { around } from 'geokdbush';
import { gridDisk, latLngToCell } from 'h3-js';
import KDBush from 'kdbush';
import type { Position } from '#contracts';
import { createRoadBatch, type RoadRequest, type SupplyIndex } from '#dispatch';
import { greatCircleMeters, type SnappedStarts, type TravelEstimator } from '#geo';
import { REACH_SECONDS } from '../city/reach.js';
import { findSoonest } from './soonest.js';

/** The number of candidates that a policy asks for first. */
export const CANDIDATES = 12;

export interface SearchParts {
  readonly supply: SupplyIndex;
  readonly requests: readonly RoadRequest[];
  readonly estimator: TravelEstimator;
}

/** Prepares a search in each window. The search returns the drivers for one request, best first. */
export type PrepareSearch = (parts: SearchParts) => (request: number) => readonly number[];

export const searches: Record<string, PrepareSearch> = {
  'outwards by travel time': (parts) => {
    const { pickups } = createRoadBatch({ ...parts, reachSeconds: REACH_SECONDS });
    return (request) => pickups.findNearest(request, CANDIDATES).drivers;
  },
  'all drivers by travel time': ({ supply, requests, estimator }) => {
    const starts = supply.snapAll();
    const seconds = new Float32Array(starts.length);
    return (request) => {
      estimator.prepareTarget(pickupOf(requests, request)).fillSeconds(starts, seconds);
      return findSoonest(seconds, CANDIDATES);
    };
  },
  'kdbush, straight line': ({ supply, requests }) => {
    const { length, latitudes, longitudes } = supply.snapAll();
    const index = new KDBush(length);
    for (let i = 0; i < length; i++) index.add(longitudes[i] ?? 0, latitudes[i] ?? 0);
    index.finish();
    return (request) => {
      const { lat, lng } = pickupOf(requests, request);
      return around(index, lng, lat, CANDIDATES);
    };
  },
  'H3 cells, straight line': ({ supply, requests }) => {
    const cells = new DriversByCell(supply.snapAll());
    return (request) => cells.around(pickupOf(requests, request));
  },
};

/** The H3 resolution; a cell has about 0.7 km². */
export const CELL_RESOLUTION = 8;
const MAX_RINGS = 40;

class DriversByCell {
  private readonly drivers = new Map<string, number[]>();

  constructor(private readonly starts: SnappedStarts) {
    for (let driver = 0; driver < starts.length; driver++) {
      const { lat, lng } = this.position(driver);
      const cell = latLngToCell(lat, lng, CELL_RESOLUTION);
      const drivers = this.drivers.get(cell);
      if (drivers) drivers.push(driver);
      else this.drivers.set(cell, [driver]);
    }
  }

  /** Widens the rings of cells around the pickup until they contain enough drivers. */
  around(pickup: Position): number[] {
    const center = latLngToCell(pickup.lat, pickup.lng, CELL_RESOLUTION);
    let found: number[] = [];
    for (let rings = 0; found.length < CANDIDATES && rings < MAX_RINGS; rings++) {
      found = gridDisk(center, rings).flatMap((cell) => this.drivers.get(cell) ?? []);
    }
    const meters = found.map((driver) => greatCircleMeters(pickup, this.position(driver)));
    return findSoonest(meters, CANDIDATES).map((i) => found[i] ?? 0);
  }

  private position(driver: number): Position {
    const { latitudes, longitudes } = this.starts;
    return { lat: latitudes[driver] ?? 0, lng: longitudes[driver] ?? 0 };
  }
}

function pickupOf(requests: readonly RoadRequest[], request: number): Position {
  const found = requests[request];
  if (!found) throw new RangeError(`There is no request ${request}.`);
  return found.pickup;
}
