import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TravelEstimator, generateGrid } from '#geo';
import { upcomingDrivers } from './upcoming-drivers.js';

const estimator = new TravelEstimator(generateGrid());
const dropoff = { lat: 40.7585, lng: -73.981 };
const lookaheadSeconds = 120;
const upcomingFrom = (position: { lat: number; lng: number }) =>
  upcomingDrivers([{ driverId: 'd', position, dropoff }], { estimator, lookaheadSeconds });

describe('upcomingDrivers', () => {
  it('a driver on a ride becomes free at the drop-off after the remaining drive', () => {
    const position = { lat: 40.7575, lng: -73.9805 };
    const busySeconds = estimator.estimate(position, dropoff).durationSeconds;
    expect(upcomingFrom(position)).toEqual([{ driverId: 'd', position: dropoff, busySeconds }]);
  });

  it('a driver at the drop-off is still busy, because the rider is in the car', () => {
    expect(upcomingFrom(dropoff)[0]?.busySeconds).toBeGreaterThan(0);
  });

  it('a driver counts exactly when the remaining drive is within the lookahead', () => {
    const degrees = fc.double({ min: -0.05, max: 0.05, noNaN: true });
    fc.assert(
      fc.property(degrees, degrees, (north, east) => {
        const position = { lat: dropoff.lat + north, lng: dropoff.lng + east };
        const { durationSeconds } = estimator.estimate(position, dropoff);
        expect(upcomingFrom(position).length).toBe(durationSeconds <= lookaheadSeconds ? 1 : 0);
      }),
    );
  });
});
