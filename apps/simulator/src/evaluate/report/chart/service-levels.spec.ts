import { describe, expect, it } from '@jest/globals';
import { cumulativeShares } from './service-levels.js';

describe('cumulativeShares', () => {
  it('the curve ends at the share of served riders', () => {
    const curve = cumulativeShares([600, 12, 30], 4, 600);
    expect([curve[0], curve.at(-1)]).toEqual([
      [0, 0],
      [600, 75],
    ]);
  });

  it('the curve counts a rider from the moment of the pickup on', () => {
    const curve = new Map(cumulativeShares([30, 30.01], 2, 600));
    expect([curve.get(25), curve.get(30), curve.get(35)]).toEqual([0, 50, 100]);
  });
});
