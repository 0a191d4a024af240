import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findFleet } from './find-fleet.js';

describe('findFleet', () => {
  it('the search finds the least fleet that is enough, in a logarithmic number of tries', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        async (least, start) => {
          let tries = 0;
          const isEnough = (cars: number) => {
            tries += 1;
            return Promise.resolve(cars >= least);
          };
          const found = await findFleet({ start, most: 5_000, isEnough });
          expect(found).toEqual({ cars: least, tooFew: least - 1 });
          expect(tries).toBeLessThanOrEqual(28);
        },
      ),
    );
  });

  it('a level that the largest fleet misses has no fleet', async () => {
    const isEnough = () => Promise.resolve(false);
    expect(await findFleet({ start: 3, most: 100, isEnough })).toEqual({
      cars: undefined,
      tooFew: 100,
    });
  });
});
