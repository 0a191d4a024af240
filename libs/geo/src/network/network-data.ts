import type { Position } from '#contracts';
import type { RoadLink } from './adjacency.js';
import { RoadNetwork } from './road-network.js';

/** A road network without labels and features, as data that a thread can send to another one. */
export interface NetworkData {
  readonly name: string;
  /** Latitude and longitude of each node in turn, in degrees. */
  readonly coordinates: Float64Array;
  readonly offsets: Uint32Array;
  readonly heads: Uint32Array;
  readonly seconds: Float64Array;
  readonly meters: Float64Array;
}

/** Turns a network into data. Labels and features are left out, because travel needs neither. */
export function networkToData(network: RoadNetwork): NetworkData {
  const coordinates = new Float64Array(2 * network.nodeCount);
  for (let node = 0; node < network.nodeCount; node++) {
    const { lat, lng } = network.position(node);
    coordinates.set([lat, lng], 2 * node);
  }
  const { offsets, heads, seconds, meters } = network.forward;
  return { name: network.name, coordinates, offsets, heads, seconds, meters };
}

/** Creates the network of `networkToData`: the same nodes, and the same links in the same order. */
export function networkFromData(data: NetworkData): RoadNetwork {
  const { name, coordinates, offsets, heads, seconds, meters } = data;
  const positions: Position[] = [];
  const links: RoadLink[] = [];
  for (let node = 0; node < offsets.length - 1; node++) {
    positions.push({ lat: coordinates[2 * node]!, lng: coordinates[2 * node + 1]! });
    for (let link = offsets[node]!; link < offsets[node + 1]!; link++) {
      links.push({
        from: node,
        to: heads[link]!,
        seconds: seconds[link]!,
        meters: meters[link]!,
      });
    }
  }
  return new RoadNetwork({ name, positions, links });
}
