import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { computeRecall, findSoonest } from './soonest.js';

const times = fc.array(fc.integer({ min: 0, max: 9 }));

describe('findSoonest', () => {
  it('returns the first drivers of a sort by time and then by index', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 6 }), (seconds, count) => {
        const sorted = seconds.map((_, index) => index);
        sorted.sort((a, b) => seconds[a]! - seconds[b]! || a - b);
        expect(findSoonest(seconds, count)).toEqual(sorted.slice(0, count));
      }),
    );
  });

  it('omits drivers who cannot reach the pickup', () => {
    expect(findSoonest([Infinity, 3, Infinity], 2)).toEqual([1]);
  });
});

describe('computeRecall', () => {
  it('returns the share of the soonest drivers that were found', () => {
    expect(computeRecall([0, 3], [10, 20, 30, 40], 2)).toBe(0.5);
    expect(computeRecall([1, 0], [10, 20, 30, 40], 2)).toBe(1);
  });

  it('accepts either of two drivers with the same time', () => {
    expect(computeRecall([0, 2], [10, 20, 20], 2)).toBe(1);
  });
});
