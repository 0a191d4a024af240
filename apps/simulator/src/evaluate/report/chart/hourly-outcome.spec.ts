import { describe, expect, it } from '@jest/globals';
import type { TripDemand } from '#scenario';
import type { RideOutcome } from '#simulation';
import { countByHour } from './hourly-outcome.js';

const position = { lat: 40.7, lng: -74 };
const lost: RideOutcome = { status: 'lost', atSeconds: 0 };

const at = (hour: number): TripDemand => ({
  id: `r${hour}`,
  origin: position,
  destination: position,
  passengers: 1,
  departureSeconds: hour * 3_600,
  departureMs: hour * 3_600_000,
});

describe('countByHour', () => {
  it('each rider counts in the hour of departure', () => {
    const hours = countByHour([lost, lost, lost], [at(0.99), at(1), at(23.5)]).lost;
    expect([hours.length, hours[0], hours[1], hours[23]]).toEqual([24, 1, 1, 1]);
  });

  it('the same hour of the next day is counted separately', () => {
    const { lost: hours, served } = countByHour([lost, lost], [at(2), at(26)]);
    expect([hours.length, hours[2], hours[26]]).toEqual([27, 1, 1]);
    expect(served.every((count) => count === 0)).toBe(true);
  });
});
