import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fareFor } from './fare.js';

const rates = {
  currency: 'USD',
  baseCents: 250,
  centsPerKm: 110,
  centsPerMinute: 35,
  minimumCents: 700,
};

describe('a fare', () => {
  it('a fare is the sum of base, distance and time', () => {
    const fare = fareFor(rates, { distanceMeters: 10_000, durationSeconds: 1200 });
    expect(fare).toEqual({ amount: 250 + 1100 + 700, currency: 'USD' });
  });

  it('a short ride costs the minimum, and so does a ride of no distance', () => {
    expect(fareFor(rates, { distanceMeters: 0, durationSeconds: 0 }).amount).toBe(700);
    expect(fareFor(rates, { distanceMeters: 1000, durationSeconds: 60 }).amount).toBe(700);
  });

  it('a fare is rounded once, after its parts are added', () => {
    // 250 + 0.4 + 0.4 is 250.8: rounding distance and time first would lose the cent.
    const fractional = { ...rates, minimumCents: 0, centsPerKm: 0.4, centsPerMinute: 0.4 };
    expect(fareFor(fractional, { distanceMeters: 1000, durationSeconds: 60 }).amount).toBe(251);
  });

  it('every fare is a whole number, at least the minimum, and no less for a longer ride', () => {
    const ride = fc.record({
      distanceMeters: fc.nat(300_000),
      durationSeconds: fc.nat(50_000),
    });
    fc.assert(
      fc.property(ride, fc.nat(1000), (shorter, more) => {
        const longer = { ...shorter, distanceMeters: shorter.distanceMeters + more };
        const { amount } = fareFor(rates, shorter);
        expect(Number.isSafeInteger(amount)).toBe(true);
        expect(amount).toBeGreaterThanOrEqual(rates.minimumCents);
        expect(fareFor(rates, longer).amount).toBeGreaterThanOrEqual(amount);
      }),
    );
  });
});
