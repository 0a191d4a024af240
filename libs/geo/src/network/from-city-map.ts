import type { CityMap, Position } from '#contracts';
import { greatCircleMeters } from '../great-circle.js';
import { reverseLink, type RoadLink } from './adjacency.js';
import type { RoadLabel } from './road-label.js';
import { RoadNetwork } from './road-network.js';

/** The speed of a road that has none, or that has 0 because its link takes no time. */
const DEFAULT_KMPH = 25;

/**
 * The road network of a city map, for clients that know a city only by `GET /v1/city`. It is the
 * inverse of `toCityMap` up to what the map rounds: positions to 0.1 m, speeds to 1 km/h, and
 * lengths, which become straight lines. Roads meet where they share a coordinate.
 *
 * @throws RangeError when no two points of the map can be reached from each other
 */
export function networkFromCityMap({ name, roads, ...features }: CityMap): RoadNetwork {
  const positions: Position[] = [];
  const nodes = new Map<string, number>();
  const links: RoadLink[] = [];
  const nodeAt = ([lng, lat]: [number, number]): number => {
    const key = `${lng} ${lat}`;
    const node = nodes.get(key) ?? positions.push({ lat, lng }) - 1;
    nodes.set(key, node);
    return node;
  };
  for (const { geometry, properties } of roads.features) {
    const line = geometry.coordinates.map(nodeAt);
    const label = labelOf(properties);
    const kmph = Number(properties['speedKmph']) || DEFAULT_KMPH;
    for (const [index, to] of line.slice(1).entries()) {
      const from = line[index]!;
      const meters = greatCircleMeters(positions[from]!, positions[to]!);
      const link: RoadLink = { from, to, meters, seconds: meters / (kmph / 3.6), label };
      links.push(link);
      if (properties['oneWay'] !== true) links.push(reverseLink(link));
    }
  }
  return new RoadNetwork({
    name,
    positions,
    links,
    features: {
      areas: features.areas?.features ?? [],
      landmarks: features.landmarks?.features ?? [],
      attribution: features.attribution ?? null,
    },
  });
}

function labelOf({ name, kind }: Record<string, unknown>): RoadLabel | undefined {
  if (typeof name !== 'string' && typeof kind !== 'string') return undefined;
  return {
    name: typeof name === 'string' ? name : null,
    otherNames: [],
    kind: typeof kind === 'string' ? kind : null,
  };
}
