import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CityMap } from '#contracts';
import { TravelTimes } from '../travel/travel-times.js';
import { toCityMap } from './city-map.js';
import { networkFromCityMap } from './from-city-map.js';
import { generateGrid } from './grid-network.js';

type Coordinate = [lng: number, lat: number];

const WEST: Coordinate = [0, 0];
const MIDDLE: Coordinate = [0.01, 0];
const EAST: Coordinate = [0.02, 0];

const cityOf = (...roads: { line: Coordinate[]; [property: string]: unknown }[]): CityMap => ({
  name: 'Line',
  bounds: { south: 0, west: 0, north: 0, east: 0.02 },
  roads: {
    type: 'FeatureCollection',
    features: roads.map(({ line, ...properties }) => ({
      type: 'Feature',
      properties,
      geometry: { type: 'LineString', coordinates: line },
    })),
  },
});

describe('networkFromCityMap', () => {
  it('every travel time of the restored network is within 2 % of the original', () => {
    const grid = generateGrid({ rows: 9, columns: 5 });
    const copy = networkFromCityMap(toCityMap(grid));
    const [original, restored] = [new TravelTimes(grid), new TravelTimes(copy)];
    expect(copy).toMatchObject({ name: grid.name, nodeCount: grid.nodeCount });
    const node = fc.nat({ max: grid.nodeCount - 1 });
    fc.assert(
      fc.property(node, node, (from, to) => {
        const [start, goal] = [grid.position(from), grid.position(to)];
        const seconds = restored.seconds(copy.nearestNode(start).node, copy.nearestNode(goal).node);
        expect(Math.abs(seconds - original.seconds(from, to))).toBeLessThanOrEqual(
          0.02 * original.seconds(from, to),
        );
      }),
    );
  });

  it('a line of several points becomes several links, in both directions unless it is one-way', () => {
    const city = cityOf({ line: [WEST, MIDDLE, EAST], speedKmph: 36 });
    const network = networkFromCityMap(city);
    const times = new TravelTimes(network);
    expect(network.nodeCount).toBe(3);
    expect(times.seconds(0, 2)).toBeCloseTo(times.meters(0, 2) / 10, 1);
    expect(times.seconds(2, 0)).toBe(times.seconds(0, 2));
    const oneWay = { line: [MIDDLE, EAST], oneWay: true };
    const withDeadEnd = networkFromCityMap(cityOf({ line: [WEST, MIDDLE] }, oneWay));
    expect([...withDeadEnd.routableNodes]).toEqual([0, 1]);
  });

  it('a road without a speed is driven at 25 km/h', () => {
    const times = new TravelTimes(
      networkFromCityMap(cityOf({ line: [WEST, MIDDLE], speedKmph: 0 })),
    );
    expect(times.seconds(0, 1)).toBeCloseTo(times.meters(0, 1) / (25 / 3.6), 1);
  });

  it('a map on which no two points reach each other is refused', () => {
    const city = cityOf({ line: [WEST, MIDDLE], oneWay: true });
    expect(() => networkFromCityMap(city)).toThrow(RangeError);
  });
});
