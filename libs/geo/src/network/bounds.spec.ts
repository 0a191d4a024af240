import { describe, expect, it } from '@jest/globals';
import { boundsOf, centerOf } from './bounds.js';

const at = (lat: number, lng: number) => ({ lat, lng });

describe('boundsOf', () => {
  it.each([
    ['New York', [at(40.7, -74), at(40.8, -73.9)], [40.7, -74, 40.8, -73.9], -73.95],
    ['a city at Greenwich', [at(51, -0.1), at(52, 0.3)], [51, -0.1, 52, 0.3], 0.1],
    ['Taveuni', [at(-17, 179.75), at(-16.5, -179.75)], [-17, 179.75, -16.5, -179.75], 180],
    ['a city west of it', [at(0, 179.5), at(1, 179.9)], [0, 179.5, 1, 179.9], 179.7],
    ['one place', [at(5, 180)], [5, 180, 5, 180], 180],
  ] as const)('%s has the smallest box', (...row) => {
    const [, positions, [south, west, north, east], center] = row;
    const bounds = boundsOf(positions);
    expect(bounds).toEqual({ south, west, north, east });
    expect(centerOf(bounds).lng).toBeCloseTo(center, 9);
  });
});
