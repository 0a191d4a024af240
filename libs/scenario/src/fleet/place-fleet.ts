import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RoadNetwork } from '#geo';
import type { TripDemand } from '../demand/trip-demand.js';
import type { FleetVehicle } from './fleet.js';

export interface PlaceFleetOptions {
  /** Number of vehicles. */
  readonly count: number;
  /** A whole number. The same seed and requests give the same fleet. */
  readonly seed: number;
}

/**
 * Places a fleet for recorded requests without a recorded fleet: each vehicle stands at the junction
 * of a pickup that is drawn from all of them, so cars begin where riders are. A larger fleet of the
 * same seed begins with the vehicles of a smaller one.
 */
export function placeFleet(
  requests: readonly Pick<TripDemand, 'origin'>[],
  network: RoadNetwork,
  { count, seed }: PlaceFleetOptions,
): FleetVehicle[] {
  const generator = xoroshiro128plus(seed);
  return Array.from({ length: count }, (_, i) => {
    const request = requests[Math.floor(uniformFloat64(generator) * requests.length)];
    const node = request ? network.nearestNode(request.origin).node : 0;
    return { id: `v${i}`, position: network.position(node) };
  });
}
