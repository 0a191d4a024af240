import { describe, expect, it } from '@jest/globals';
import type { TripDemand } from '#scenario';
import { busiestHour } from './busiest-hour.js';

const place = { lat: 40.75, lng: -73.98 };
const at = (hours: number): TripDemand => ({
  ...{ id: String(hours), origin: place, destination: place, passengers: 1 },
  ...{ departureSeconds: hours * 3600, departureMs: hours * 3_600_000 },
});

describe('the busiest hour', () => {
  it('is the one with most requests, and all of them', () => {
    const requests = [7.2, 18, 18.5, 18.99, 19, 19.5].map(at);
    expect(busiestHour(requests)).toEqual(requests.slice(2 - 1, 4));
  });

  it('does not mix the same hour of two days', () => {
    expect(busiestHour([8, 9, 9.5, 32, 33].map(at)).map(({ id }) => id)).toEqual(['9', '9.5']);
  });

  it('is empty without requests', () => {
    expect(busiestHour([])).toEqual([]);
  });
});
