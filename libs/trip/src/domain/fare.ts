import type { Money } from '#contracts';

/** Prices in minor units (cents) of the currency. */
export interface FareRates {
  /** ISO 4217. */
  currency: string;
  baseCents: number;
  centsPerKm: number;
  centsPerMinute: number;
  minimumCents: number;
}

/**
 * The fare of a ride: base, distance and time, at least the minimum. The sum is rounded once,
 * at the end, to whole minor units.
 */
export function fareFor(
  rates: FareRates,
  ride: { distanceMeters: number; durationSeconds: number },
): Money {
  const distance = (ride.distanceMeters / 1000) * rates.centsPerKm;
  const time = (ride.durationSeconds / 60) * rates.centsPerMinute;
  const amount = Math.max(rates.minimumCents, Math.round(rates.baseCents + distance + time));
  return { amount, currency: rates.currency };
}
