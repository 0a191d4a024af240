import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TravelEstimator, generateGrid } from '#geo';
import { upcomingDrivers } from './upcoming-drivers.js';

const estimator = new TravelEstimator(generateGrid());
const dropoff = { lat: 40.7585, lng: -73.981 };
const lookaheadSeconds = 120;
const look = (position: { lat: number; lng: number }) =>
  upcomingDrivers([{ driverId: 'd', position, dropoff }], { estimator, lookaheadSeconds });

describe('a driver on a ride', () => {
  it('is free at its drop-off, as soon as they can be there', () => {
    const position = { lat: 40.7575, lng: -73.9805 };
    const busySeconds = estimator.estimate(position, dropoff).durationSeconds;
    expect(look(position)).toEqual([{ driverId: 'd', position: dropoff, busySeconds }]);
  });

  it('is busy also when they are there: the rider hasn’t got out', () => {
    expect(look(dropoff)[0]?.busySeconds).toBeGreaterThan(0);
  });

  it('counts exactly when the rest of the way is within the lookahead', () => {
    const degrees = fc.double({ min: -0.05, max: 0.05, noNaN: true });
    fc.assert(
      fc.property(degrees, degrees, (north, east) => {
        const position = { lat: dropoff.lat + north, lng: dropoff.lng + east };
        const { durationSeconds } = estimator.estimate(position, dropoff);
        expect(look(position).length).toBe(durationSeconds <= lookaheadSeconds ? 1 : 0);
      }),
    );
  });
});
