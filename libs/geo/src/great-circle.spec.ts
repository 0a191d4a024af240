import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distance } from 'geokdbush';
import { anywhere } from '../test/known-network.js';
import { greatCircleMeters, headingDegrees } from './great-circle.js';

const timesSquare = { lat: 40.758, lng: -73.9855 };

describe('great circle', () => {
  it('the distance is the same in both directions and at most half the circumference', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        const meters = greatCircleMeters(a, b);
        expect(meters).toBeCloseTo(greatCircleMeters(b, a), 3);
        expect(meters).toBeGreaterThanOrEqual(0);
        expect(meters).toBeLessThanOrEqual(Math.PI * 6_371_000 + 1);
        expect(meters).toBeCloseTo(distance(a.lng, a.lat, b.lng, b.lat) * 1_000, 0);
      }),
    );
  });

  it('every heading is from 0 to less than 360 degrees', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        const heading = headingDegrees(a, b);
        expect(heading).toBeGreaterThanOrEqual(0);
        expect(heading).toBeLessThan(360);
      }),
    );
  });

  it.each([
    ['north', { lat: 40.8, lng: -73.9855 }, 0],
    ['east', { lat: 40.758, lng: -73.98 }, 90],
    ['south', { lat: 40.7, lng: -73.9855 }, 180],
    ['west', { lat: 40.758, lng: -73.99 }, 270],
    ['nowhere', timesSquare, 0],
  ])('the heading towards the %s is its compass direction', (_, to, heading) => {
    expect(headingDegrees(timesSquare, to)).toBeCloseTo(heading, 1);
  });
});
