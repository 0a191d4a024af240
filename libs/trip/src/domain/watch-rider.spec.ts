import { describe, expect, it } from '@jest/globals';
import { aTrip, cents, noonPlus } from '../../test/trip-builder.js';
import { decide } from './decide.js';
import { watchRider, type WatchedSearch } from './watch-rider.js';

/** The rider's stream was open until twenty seconds after noon. */
const watched = (facts: Partial<WatchedSearch> = {}): WatchedSearch => ({
  trip: aTrip('matching'),
  seenAt: noonPlus(20),
  streamedAt: noonPlus(20),
  watchedSince: noonPlus(0),
  goneSeconds: 120,
  at: noonPlus(20),
  ...facts,
});
const isGoneAt = (seconds: number, facts: Partial<WatchedSearch> = {}) =>
  watchRider(watched({ ...facts, at: noonPlus(seconds) })) !== null;

describe('watchRider', () => {
  it('lets a search go on until the rider has been away for the whole time', () => {
    expect(isGoneAt(139.999)).toBe(false);
    expect(isGoneAt(140)).toBe(true);
  });

  it('a request of the rider gives the whole time again', () => {
    expect(isGoneAt(199.999, { seenAt: noonPlus(80) })).toBe(false);
    expect(isGoneAt(200, { seenAt: noonPlus(80) })).toBe(true);
  });

  it('an engine that has just begun to watch gives every rider the whole time', () => {
    expect(isGoneAt(619, { watchedSince: noonPlus(500) })).toBe(false);
    expect(isGoneAt(620, { watchedSince: noonPlus(500) })).toBe(true);
  });

  it('a second search of the trip gives the rider the whole time again', () => {
    const trip = aTrip('matching', { matchingSince: noonPlus(100) });
    expect(isGoneAt(219, { trip })).toBe(false);
    expect(isGoneAt(220, { trip })).toBe(true);
  });

  it('a rider who opened no stream since the request is never gone', () => {
    expect(isGoneAt(10_000, { streamedAt: null })).toBe(false);
    expect(isGoneAt(10_000, { streamedAt: noonPlus(-1) })).toBe(false);
  });

  it('no trip that has a driver ends because its rider is gone', () => {
    for (const status of ['driver_assigned', 'driver_arrived', 'in_progress', 'cancelled'] as const)
      expect(isGoneAt(10_000, { trip: aTrip(status) })).toBe(false);
  });

  it('0 turns the rule off', () => {
    expect(isGoneAt(10_000, { goneSeconds: 0 })).toBe(false);
  });

  it('the cancel is free and says that the rider is gone', () => {
    const command = watchRider(watched({ at: noonPlus(140) }));
    expect(command && decide(command, aTrip('matching'))).toEqual([
      {
        type: 'trip.cancelled',
        at: noonPlus(140),
        by: 'rider_gone',
        reason: "The rider's app was away.",
        fee: cents(0),
      },
    ]);
  });
});
