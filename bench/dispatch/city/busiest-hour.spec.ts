import { describe, expect, it } from '@jest/globals';
import type { TripDemand } from '#scenario';
import { findBusiestHour } from './busiest-hour.js';

const position = { lat: 40.75, lng: -73.98 };
const requestAt = (hours: number): TripDemand => ({
  id: String(hours),
  origin: position,
  destination: position,
  passengers: 1,
  departureSeconds: hours * 3600,
  departureMs: hours * 3_600_000,
});

describe('findBusiestHour', () => {
  it('returns all requests of the hour with most requests', () => {
    const requests = [7.2, 18, 18.5, 18.99, 19, 19.5].map(requestAt);
    expect(findBusiestHour(requests)).toEqual(requests.slice(2 - 1, 4));
  });

  it('keeps the same hour of two days apart', () => {
    const requests = [8, 9, 9.5, 32, 33].map(requestAt);
    expect(findBusiestHour(requests).map(({ id }) => id)).toEqual(['9', '9.5']);
  });

  it('returns an empty list without requests', () => {
    expect(findBusiestHour([])).toEqual([]);
  });
});
