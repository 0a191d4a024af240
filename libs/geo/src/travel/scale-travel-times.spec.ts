import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { knownNetworks } from '../../test/known-network.js';
import { advanceAlongRoute } from '../route/advance-along-route.js';
import { scaleTravelTimes } from './scale-travel-times.js';
import { TravelTimes } from './travel-times.js';

const maxBytes = 1_000_000;

describe('scaleTravelTimes', () => {
  it('every travel time is divided by the factor, whether its row was known or not', () => {
    const factors = fc.constantFrom(0.25, 0.37, 0.5, 1, 2);
    fc.assert(
      fc.property(knownNetworks, factors, fc.nat(), ({ network }, speedFactor, pick) => {
        const times = new TravelTimes(network);
        const [known, unknown] = [pick % network.nodeCount, (pick + 1) % network.nodeCount];
        times.getRow(known);
        const scaled = scaleTravelTimes(times, { speedFactor, maxBytes });
        for (const target of [known, unknown]) {
          times.getRow(target).seconds.forEach((seconds, from) => {
            const expected = seconds / speedFactor;
            const actual = scaled.seconds(from, target);
            if (expected < Infinity)
              expect(actual / (expected || 1)).toBeCloseTo(expected ? 1 : 0, 5);
            else expect(actual).toBe(Infinity);
            expect(scaled.meters(from, target)).toBe(times.meters(from, target));
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('a car takes the same streets, slower', () => {
    fc.assert(
      fc.property(knownNetworks, fc.nat(), fc.nat(), ({ network }, a, b) => {
        const times = new TravelTimes(network);
        const routable = network.routableNodes;
        const [from, to] = [routable[a % routable.length]!, routable[b % routable.length]!];
        times.getRow(to);
        const scaled = scaleTravelTimes(times, { speedFactor: 0.37, maxBytes });
        const stop = advanceAlongRoute(scaled, { from, to, seconds: Infinity });
        expect(stop.node).toBe(to);
        expect(stop.seconds).toBeCloseTo(times.seconds(from, to) / 0.37, 1);
      }),
      { numRuns: 100 },
    );
  });

  it.each([0, -1, NaN, Infinity])('the factor %d is refused', (speedFactor) => {
    fc.assert(
      fc.property(knownNetworks, ({ network }) => {
        const times = new TravelTimes(network);
        expect(() => scaleTravelTimes(times, { speedFactor, maxBytes })).toThrow(RangeError);
      }),
      { numRuns: 1 },
    );
  });
});
