import type { Money, Position } from '#contracts';
import { nameOf, requireInCity } from './fake-places.js';
import { metersBetween } from './meters-between.js';

/** What a quote promises and a trip keeps. */
export interface Plan {
  pickup: Position;
  dropoff: Position;
  pickupName: string;
  dropoffName: string;
  fare: Money;
  distanceMeters: number;
  durationSeconds: number;
}

/** Eight metres a second, the speed of every car of the fake. */
const SPEED_MPS = 8;

export const usd = (amount: number): Money => ({ amount, currency: 'USD' });

export const secondsBetween = (from: Position, to: Position): number =>
  Math.round(metersBetween(from, to) / SPEED_MPS);

/** The two ends of a ride, with their names. */
export const endsOf = ({ pickup, dropoff, pickupName, dropoffName }: Plan) => ({
  pickup,
  dropoff,
  pickupName,
  dropoffName,
});

/**
 * The default fare of the server: base, distance and time, at least the minimum.
 *
 * @throws FakeProblem PLACE_OUTSIDE_CITY
 */
export function planOf(pickup: Position, dropoff: Position): Plan {
  requireInCity(pickup, 'pickup');
  requireInCity(dropoff, 'dropoff');
  const distanceMeters = Math.round(metersBetween(pickup, dropoff));
  const durationSeconds = Math.round(distanceMeters / SPEED_MPS);
  const amount = Math.round(250 + (distanceMeters / 1000) * 110 + (durationSeconds / 60) * 35);
  const names = { pickupName: nameOf(pickup), dropoffName: nameOf(dropoff) };
  const fare = usd(Math.max(700, amount));
  return { pickup, dropoff, ...names, fare, distanceMeters, durationSeconds };
}
