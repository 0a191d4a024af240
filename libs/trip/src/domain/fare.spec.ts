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
  it('is base, way and time', () => {
    const fare = fareFor(rates, { distanceMeters: 10_000, durationSeconds: 1200 });
    expect(fare).toEqual({ amount: 250 + 1100 + 700, currency: 'USD' });
  });

  it('is the minimum for a short ride, the shortest included', () => {
    expect(fareFor(rates, { distanceMeters: 0, durationSeconds: 0 }).amount).toBe(700);
    expect(fareFor(rates, { distanceMeters: 1000, durationSeconds: 60 }).amount).toBe(700);
  });

  it('is rounded once, at the end', () => {
    // 250 + 0.4 + 0.4 is 250.8: rounding way and time first would lose the cent.
    const fine = { ...rates, minimumCents: 0, centsPerKm: 0.4, centsPerMinute: 0.4 };
    expect(fareFor(fine, { distanceMeters: 1000, durationSeconds: 60 }).amount).toBe(251);
  });

  it('is a whole number, at least the minimum, and never less for a longer ride', () => {
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
