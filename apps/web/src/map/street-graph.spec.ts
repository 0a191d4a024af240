import { describe, expect, it } from '@jest/globals';
import type { CityMap } from '#contracts';
import { StreetGraph } from './street-graph.js';

type Corner = [lng: number, lat: number];

/** A square, a hundredth of a degree wide: south-west, south-east, north-east, north-west. */
const [SW, SE, NE, NW]: [Corner, Corner, Corner, Corner] = [
  [0, 0],
  [0.01, 0],
  [0.01, 0.01],
  [0, 0.01],
];

const road = (from: Corner, to: Corner, { oneWay = false, speedKmph = 30 } = {}) => ({
  type: 'Feature' as const,
  properties: { oneWay, speedKmph },
  geometry: { type: 'LineString' as const, coordinates: [from, to] },
});

const graphOf = (...features: CityMap['roads']['features']) =>
  new StreetGraph({
    name: 'Square',
    bounds: { south: 0, west: 0, north: 0.01, east: 0.01 },
    roads: { type: 'FeatureCollection', features },
  });

const at = ([lng, lat]: Corner) => ({ lat, lng });

describe('the way through the streets', () => {
  it('is the quickest, not the shortest', () => {
    const graph = graphOf(
      ...[road(SW, SE, { speedKmph: 5 }), road(SW, NW, { speedKmph: 60 })],
      ...[road(NW, NE, { speedKmph: 60 }), road(NE, SE, { speedKmph: 60 })],
    );
    expect(graph.way(at(SW), at(SE))).toEqual(expect.arrayContaining([at(NW), at(NE)]));
  });

  it('respects one-way streets', () => {
    const graph = graphOf(road(SE, SW, { oneWay: true }), road(SW, NW), road(NW, NE), road(NE, SE));
    expect(graph.way(at(SW), at(SE))).toContainEqual(at(NE));
    expect(graph.way(at(SE), at(SW))).not.toContainEqual(at(NE));
  });

  it('is a straight line where no road leads', () => {
    const graph = graphOf(road(SW, SE, { oneWay: true }));
    expect(graph.way(at(SE), at(SW))).toEqual([at(SE), at(SW)]);
    expect(graphOf().way(at(SW), at(NE))).toEqual([at(SW), at(NE)]);
  });
});
