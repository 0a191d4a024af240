import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cityMapSchema, type CityArea } from '#contracts';
import { greatCircleMeters } from '../great-circle.js';
import { toCityMap } from './city-map.js';
import { networkFromCityMap } from './from-city-map.js';
import { generateGrid } from './grid-network.js';
import { ordinal } from './grid-names.js';

const namesOf = (options: Parameters<typeof generateGrid>[0] = {}) =>
  new Set(generateGrid(options).labels.map(({ name }) => name));

/** Twice the signed area of a ring, positive when it runs counterclockwise. */
function turnOf({ geometry }: CityArea): number {
  const ring = geometry.coordinates[0]!;
  return ring.slice(1).reduce((sum, [x, y], index) => {
    const [fromX, fromY] = ring[index]!;
    return sum + (fromX * y - x * fromY);
  }, 0);
}

describe('The names of a generated city', () => {
  it('streets count from the south, avenues from the east, and the parkways have names', () => {
    const names = namesOf();
    for (const name of ['W 42nd St', 'E 42nd St', '5th Ave', 'East Shore Pkwy']) {
      expect(names).toContain(name);
    }
    expect(names).not.toContain('12th Ave');
    expect(generateGrid().labels.every(({ name }) => name !== null)).toBe(true);
  });

  it('a grid that is turned by a quarter has north and south halves', () => {
    const names = namesOf({ rotationDegrees: 90 });
    expect(names).toContain('N 42nd St');
    expect(names).toContain('South Shore Pkwy');
    expect(names).not.toContain('W 42nd St');
  });

  it('the smallest grid has names', () => {
    expect(namesOf({ rows: 2, columns: 2 })).toEqual(
      new Set(['1st St', '2nd St', 'West Shore Pkwy', 'East Shore Pkwy']),
    );
  });

  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [21, '21st'],
    [100, '100th'],
    [112, '112th'],
    [123, '123rd'],
  ])('the number %d is written %s', (number, text) => {
    expect(ordinal(number)).toBe(text);
  });

  it('every area of every grid is a closed, counterclockwise ring with a name of its own', () => {
    const side = fc.integer({ min: 2, max: 40 });
    const degrees = fc.integer({ min: -360, max: 720 });
    fc.assert(
      fc.property(side, side, degrees, (rows, columns, rotationDegrees) => {
        const { areas } = generateGrid({ rows, columns, rotationDegrees }).features;
        expect(new Set(areas.map(({ properties }) => properties.name)).size).toBe(areas.length);
        for (const area of areas) {
          const ring = area.geometry.coordinates[0]!;
          expect(ring.at(-1)).toEqual(ring[0]);
          expect(turnOf(area)).toBeGreaterThan(0);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('water lies outside the roads, except for the lake', () => {
    const grid = generateGrid();
    const water = grid.features.areas.filter(({ properties }) => properties.kind === 'water');
    const shore = water.filter(({ properties }) => properties.name !== 'Mirror Lake');
    for (const { geometry } of shore) {
      for (const [lng, lat] of geometry.coordinates[0]!) {
        expect(grid.nearestNode({ lat, lng }).distanceMeters).toBeGreaterThan(50);
      }
    }
    expect(shore).toHaveLength(3);
  });

  it('landmarks lie within a block of a road', () => {
    const grid = generateGrid();
    for (const { geometry } of grid.features.landmarks) {
      const [lng, lat] = geometry.coordinates;
      const { node } = grid.nearestNode({ lat, lng });
      expect(greatCircleMeters({ lat, lng }, grid.position(node))).toBeLessThan(200);
    }
  });

  it('the map carries the names, and a network read from it has them too', () => {
    const map = toCityMap(generateGrid());
    expect(cityMapSchema.parse(map)).toEqual(map);
    expect(map.attribution).toBeNull();
    expect(map.roads.features[0]?.properties).toMatchObject({ name: 'W 1st St', kind: 'tertiary' });
    expect(toCityMap(networkFromCityMap(map))).toMatchObject({
      areas: map.areas,
      landmarks: map.landmarks,
    });
    expect(namesOf()).toEqual(new Set(networkFromCityMap(map).labels.map(({ name }) => name)));
  });

  it('a map of the release before, without areas and names, is read', () => {
    const { name, bounds, roads } = toCityMap(generateGrid({ rows: 2, columns: 2 }));
    for (const { properties } of roads.features) delete properties['name'];
    const network = networkFromCityMap({ name, bounds, roads });
    expect(network.features).toEqual({ areas: [], landmarks: [], attribution: null });
    expect(network.labels.filter((label) => label.name)).toEqual([]);
  });
});
