import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cityMapSchema } from '#contracts';
import { toCityMap } from './city-map.js';
import { greatCircleMeters } from '../great-circle.js';
import { generateGrid } from './grid-network.js';

const size = fc.integer({ min: 2, max: 20 });

describe('generateGrid', () => {
  it('every grid is strongly connected', () => {
    fc.assert(
      fc.property(size, size, (rows, columns) => {
        const grid = generateGrid({ rows, columns });
        expect(grid.routableNodes).toHaveLength(rows * columns);
      }),
    );
  });

  it('the same options give the same grid', () => {
    expect(toCityMap(generateGrid())).toEqual(toCityMap(generateGrid()));
  });

  it('blocks have the requested length at every rotation', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 360 }), (rotationDegrees) => {
        const grid = generateGrid({ rows: 5, columns: 5, rotationDegrees });
        const [first, east, north] = [0, 1, 5].map((node) => grid.position(node));
        expect(Math.abs(greatCircleMeters(first!, east!) - 250)).toBeLessThan(1);
        expect(Math.abs(greatCircleMeters(first!, north!) - 80)).toBeLessThan(1);
      }),
    );
  });

  it.each([
    ['Times Square', { lat: 40.758, lng: -73.9855 }],
    ['the Empire State Building', { lat: 40.7484, lng: -73.9857 }],
  ])('the built-in city covers %s', (_, position) => {
    expect(generateGrid().nearestNode(position).distanceMeters).toBeLessThan(150);
  });

  it('the built-in city has one-way streets, two-way streets and fast avenues', () => {
    const { roads } = toCityMap(generateGrid());
    const speeds = roads.features.map(({ properties }) => properties['speedKmph']);
    const oneWay = roads.features.filter(({ properties }) => properties['oneWay']);
    expect(new Set(speeds)).toEqual(new Set([18, 25, 28, 45]));
    expect(oneWay.length).toBeGreaterThan(500);
    expect(oneWay.length).toBeLessThan(roads.features.length);
  });

  it('the map of a grid has each street once and matches the contract', () => {
    const map = toCityMap(generateGrid({ rows: 3, columns: 3 }));
    expect(cityMapSchema.parse(map)).toEqual(map);
    expect(map.roads.features).toHaveLength(12);
  });

  it.each([{ rows: 1 }, { columns: 2.5 }, { streetKmph: 0 }, { rows: 1e6, columns: 1e6 }])(
    'invalid options throw a RangeError: %j',
    (options) => {
      expect(() => generateGrid(options)).toThrow(RangeError);
    },
  );
});
