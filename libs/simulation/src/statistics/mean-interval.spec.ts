import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../random/seeded-random.js';
import { meanInterval } from './mean-interval.js';

describe('meanInterval', () => {
  it('the interval of five measured values is that of the textbook', () => {
    // 9.2, 9.5, 9.8, 10.1, 10.4: mean 9.8, deviation 0.474, 2.776 × 0.474 / √5.
    const { mean, halfWidth } = meanInterval([9.2, 9.5, 9.8, 10.1, 10.4]);
    expect(mean).toBeCloseTo(9.8, 10);
    expect(halfWidth).toBeCloseTo(0.5889, 3);
  });

  it('one value has no interval, and no value is refused', () => {
    expect(meanInterval([3])).toEqual({ count: 1, mean: 3, halfWidth: null });
    expect(() => meanInterval([])).toThrow(RangeError);
  });

  it.each([2, 5, 20, 60])('19 of 20 intervals of %d draws contain the mean', (count) => {
    const random = new SeededRandom(1, `interval ${count}`);
    // The sum of twelve uniform draws is close to a normal distribution with the mean 6.
    const draw = () => Array.from({ length: 12 }, () => random.next()).reduce((a, b) => a + b);
    const trials = 4_000;
    let covered = 0;
    for (let i = 0; i < trials; i++) {
      const { mean, halfWidth } = meanInterval(Array.from({ length: count }, draw));
      if (Math.abs(mean - 6) <= halfWidth!) covered += 1;
    }
    expect(covered / trials).toBeGreaterThan(0.94);
    expect(covered / trials).toBeLessThan(0.96);
  });
});
