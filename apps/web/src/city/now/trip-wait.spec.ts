import { describe, expect, it } from '@jest/globals';
import type { Trip } from '#contracts';
import { WINDOW_MS } from './sample.js';
import { waitsOf } from './trip-wait.js';

const T0 = Date.parse('2026-01-01T00:00:00.000Z');
const trip = (requested: number, assigned: number | null): Trip =>
  ({
    requestedAt: new Date(T0 + requested * 1000).toISOString(),
    assignedAt: assigned === null ? null : new Date(T0 + assigned * 1000).toISOString(),
  }) as Trip;

describe('waitsOf', () => {
  it('waits are the medians of the trips assigned in the same period, in order of time', () => {
    const trips = [trip(50, 52), trip(0, 4), trip(0, 6), trip(0, 14)];
    expect(waitsOf(trips, T0 + 100_000)).toEqual([
      { at: T0 + 15_000, value: 6 },
      { at: T0 + 60_000, value: 2 },
    ]);
  });

  it('a trip that still waits or was assigned before the window does not count', () => {
    expect(waitsOf([trip(0, null), trip(0, 1)], T0 + WINDOW_MS + 1000)).toEqual([]);
  });

  it('no wait lies in the future', () => {
    expect(waitsOf([trip(0, 1)], T0 + 2000)).toEqual([{ at: T0 + 2000, value: 1 }]);
  });
});
