import type { CityMap, Position } from '#contracts';
import type { RoadNetwork } from './road-network.js';

type Road = CityMap['roads']['features'][number];

/**
 * The streets as GeoJSON lines for a map. A two-way street is one line, and so are parallel
 * links. `properties.oneWay` is true when the street may be driven along the line only;
 * `properties.speedKmph` is a whole number (0 when a link takes no time). `properties.name` and
 * `properties.kind` are left out where the network doesn't know them.
 */
export function toCityMap(network: RoadNetwork): CityMap {
  return {
    name: network.name,
    bounds: { ...network.bounds },
    roads: collectionOf([...roadsOf(network).values()]),
    areas: collectionOf(network.features.areas),
    landmarks: collectionOf(network.features.landmarks),
    attribution: network.features.attribution,
  };
}

const collectionOf = <T>(features: readonly T[]) => ({
  type: 'FeatureCollection' as const,
  features: [...features],
});

function roadsOf(network: RoadNetwork): Map<string, Road> {
  const roads = new Map<string, Road>();
  const { offsets, heads, meters, seconds } = network.forward;
  for (let from = 0; from < network.nodeCount; from++) {
    for (let link = offsets[from]!; link < offsets[from + 1]!; link++) {
      const to = heads[link]!;
      const opposite = roads.get(`${to} ${from}`);
      if (opposite) opposite.properties['oneWay'] = false;
      if (opposite || from === to || roads.has(`${from} ${to}`)) continue;
      const speedKmph = seconds[link]! > 0 ? Math.round((meters[link]! / seconds[link]!) * 3.6) : 0;
      const line = [network.position(from), network.position(to)];
      roads.set(
        `${from} ${to}`,
        road(line, { oneWay: true, speedKmph, ...labelOf(network, link) }),
      );
    }
  }
  return roads;
}

function labelOf(network: RoadNetwork, link: number): Record<string, string> {
  const { name, kind } = network.labelOf(link) ?? {};
  return { ...(name && { name }), ...(kind && { kind }) };
}

function road(line: readonly Position[], properties: Road['properties']): Road {
  return {
    type: 'Feature',
    properties,
    geometry: { type: 'LineString', coordinates: line.map(coordinate) },
  };
}

/** Six decimals are 0.1 m; more decimals only make the response longer. */
const coordinate = ({ lat, lng }: Position): [number, number] => [rounded(lng), rounded(lat)];

const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
