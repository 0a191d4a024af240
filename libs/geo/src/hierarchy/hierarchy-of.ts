import type { RoadNetwork } from '../network/road-network.js';
import { buildContractionHierarchy, type ContractionHierarchy } from './contraction-hierarchy.js';

const known = new WeakMap<RoadNetwork, ContractionHierarchy>();

/** The hierarchy of a network, built on first use: 0.2 s on Manhattan, some seconds with 50,000 nodes. */
export function hierarchyOf(network: RoadNetwork): ContractionHierarchy {
  const hierarchy = known.get(network) ?? buildContractionHierarchy(network.forward);
  known.set(network, hierarchy);
  return hierarchy;
}

/** Sets the hierarchy of a network that another thread has built for the same network. */
export function adoptHierarchy(network: RoadNetwork, hierarchy: ContractionHierarchy): void {
  known.set(network, hierarchy);
}
