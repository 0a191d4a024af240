import type { RoadNetwork } from '#geo';
import type { FleetVehicle } from '#scenario';
import type { SeededRandom } from '../random/seeded-random.js';

/** Cars at random places of a city. */
export function generatedFleet(
  network: RoadNetwork,
  count: number,
  random: SeededRandom,
): FleetVehicle[] {
  return Array.from({ length: count }, (_, i) => {
    const place = network.places[Math.floor(random.next() * network.places.length)] ?? 0;
    return { id: `v${i}`, position: network.position(place) };
  });
}
