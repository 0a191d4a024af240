import type { Money } from '#contracts';

export interface FareRates {
  /** ISO 4217. */
  currency: string;
  baseCents: number;
  centsPerKm: number;
  centsPerMinute: number;
  minimumCents: number;
}

/** Base, way and time, rounded once at the end to whole minor units, at least the minimum. */
export function fareFor(
  rates: FareRates,
  ride: { distanceMeters: number; durationSeconds: number },
): Money {
  const way = (ride.distanceMeters / 1000) * rates.centsPerKm;
  const time = (ride.durationSeconds / 60) * rates.centsPerMinute;
  const amount = Math.max(rates.minimumCents, Math.round(rates.baseCents + way + time));
  return { amount, currency: rates.currency };
}
