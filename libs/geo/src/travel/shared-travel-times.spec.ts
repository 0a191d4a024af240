import { describe, expect, it } from '@jest/globals';
import { generateGrid } from '../network/grid-network.js';
import { adoptSharedTravelTimes, shareTravelTimes } from './shared-travel-times.js';
import { TravelTimes } from './travel-times.js';

describe('shareTravelTimes', () => {
  it('another thread reads the same rows from the same memory and computes no row again', () => {
    const network = generateGrid({ rows: 4, columns: 4 });
    const times = new TravelTimes(network);
    const expected = [3, 7, 11].map((node) => structuredClone(times.getRow(node)));
    const shared = shareTravelTimes(times, 1_000_000);
    const copy = adoptSharedTravelTimes(network, shared);
    expect([3, 7, 11].map((node) => copy.getRow(node))).toEqual(expected);
    expect(copy.computedRows).toBe(0);
    expect(copy.getRow(3).seconds.buffer).toBe(shared.rows);
    expect(times.getRow(3).seconds.buffer).toBe(shared.rows);
    expect(copy.seconds(0, 5)).toBe(times.seconds(0, 5));
  });
});
