import { describe, expect, it } from '@jest/globals';
import { generateGrid, greatCircleMeters, toCityMap } from '#geo';
import { planSampleRide } from './sample-ride.js';

const { bounds, roads } = toCityMap(generateGrid());
const lines = roads.features.map(({ geometry }) => geometry.coordinates.flat());

describe('planSampleRide', () => {
  it('begins near the middle of the city and ends about a kilometre away, on roads', () => {
    const ride = planSampleRide({ bounds, lines })!;
    const middle = {
      lat: (bounds.south + bounds.north) / 2,
      lng: (bounds.west + bounds.east) / 2,
    };
    expect(greatCircleMeters(middle, ride.pickup)).toBeLessThan(500);
    const length = greatCircleMeters(ride.pickup, ride.dropoff);
    expect(length).toBeGreaterThan(500);
    expect(length).toBeLessThan(1_500);
    const points = new Set(
      roads.features.flatMap(({ geometry }) => geometry.coordinates.map(String)),
    );
    for (const { lat, lng } of [ride.pickup, ride.dropoff]) {
      expect(points.has(String([lng, lat]))).toBe(true);
    }
  });

  it('plans no ride in a city without roads', () => {
    expect(planSampleRide({ bounds, lines: [] })).toBeUndefined();
  });
});
