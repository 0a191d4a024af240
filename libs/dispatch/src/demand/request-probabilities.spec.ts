import { describe, expect, it } from '@jest/globals';
import { requestProbabilities } from './request-probabilities.js';

describe('requestProbabilities', () => {
  it('the probabilities are those of the Poisson distribution', () => {
    // 1 − e^−2, and less 2·e^−2, 2·e^−2 and 4/3·e^−2.
    const none = Math.exp(-2);
    const expected = [1 - none, 1 - 3 * none, 1 - 5 * none, 1 - (19 / 3) * none];
    requestProbabilities(2)
      .slice(0, 4)
      .forEach((probability, i) => {
        expect(probability).toBeCloseTo(expected[i]!, 9);
      });
  });

  it.each([0.005, 0.5, 3, 40, 900, 20_000])(
    'the probabilities of %s expected requests fall from one number to the next, and add up to the mean',
    (mean) => {
      const probabilities = requestProbabilities(mean);
      const sum = probabilities.reduce((total, each) => total + each, 0);
      // What is left out is a tail of probabilities below 0.01.
      expect(Math.abs(sum - mean)).toBeLessThan(0.01 + Math.sqrt(mean) / 100);
      probabilities.forEach((each, i) => {
        expect(each).toBeLessThanOrEqual(probabilities[i - 1] ?? 1);
        expect(each).toBeGreaterThanOrEqual(0.01);
      });
    },
  );

  it('a zone without demand needs no car', () => {
    expect(requestProbabilities(0)).toEqual([]);
  });
});
