import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recall, soonest } from './soonest.js';

const times = fc.array(fc.integer({ min: 0, max: 9 }));

describe('the soonest drivers', () => {
  it('are those of a sort by time, then by index', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 6 }), (seconds, count) => {
        const sorted = seconds.map((_, index) => index);
        sorted.sort((a, b) => seconds[a]! - seconds[b]! || a - b);
        expect(soonest(seconds, count)).toEqual(sorted.slice(0, count));
      }),
    );
  });

  it('who cannot come is none of them', () => {
    expect(soonest([Infinity, 3, Infinity], 2)).toEqual([1]);
  });
});

describe('recall', () => {
  it('is the share of the soonest that were found', () => {
    expect(recall([0, 3], [10, 20, 30, 40], 2)).toBe(0.5);
    expect(recall([1, 0], [10, 20, 30, 40], 2)).toBe(1);
  });

  it('takes either of two drivers at the same time', () => {
    expect(recall([0, 2], [10, 20, 20], 2)).toBe(1);
  });
});
