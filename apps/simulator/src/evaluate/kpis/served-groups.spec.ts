import { describe, expect, it } from '@jest/globals';
import type { PlannedRide } from '#simulation';
import { countByHour, type RideResult } from './served-groups.js';

const lostAt = (hour: number): RideResult => {
  const ends = { pickupNode: 0, dropoffNode: 1, tripSeconds: 300, tripMeters: 2_000 };
  const departureSeconds = hour * 3_600;
  const plan: PlannedRide = {
    index: 0,
    tripId: '',
    requestId: '',
    departureSeconds,
    passengers: 1,
    ...ends,
  };
  return { plan, isServed: false };
};

const lost = (rides: readonly RideResult[]): number[] =>
  countByHour(rides).map(({ requests, served }) => requests - served);

describe('countByHour', () => {
  it('each rider counts in the hour of departure', () => {
    const hours = lost([lostAt(0.99), lostAt(1), lostAt(23.5)]);
    expect([hours.length, hours[0], hours[1], hours[23]]).toEqual([24, 1, 1, 1]);
  });

  it('the same hour of the next day is counted separately', () => {
    const rides = [lostAt(2), lostAt(26)];
    const hours = lost(rides);
    expect([hours.length, hours[2], hours[26]]).toEqual([27, 1, 1]);
    expect(countByHour(rides).every(({ served }) => served === 0)).toBe(true);
  });
});
