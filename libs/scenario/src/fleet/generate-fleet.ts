import type { RoadNetwork } from '#geo';
import type { Random } from '../demand/hot-spots.js';
import type { FleetVehicle } from './fleet.js';

/** Vehicles at random routable junctions; the same random numbers give the same fleet. */
export function generateFleet(network: RoadNetwork, count: number, random: Random): FleetVehicle[] {
  const { routableNodes } = network;
  return Array.from({ length: count }, (_, i) => {
    const node = routableNodes[Math.floor(random() * routableNodes.length)] ?? 0;
    return { id: `v${i}`, position: network.position(node) };
  });
}
