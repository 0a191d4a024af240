import { describe, expect, it } from '@jest/globals';
import { greatCircleMeters } from '#geo';
import { distanceTo, isNear, progressAt } from './journey.js';

const corner = { lat: 40.751, lng: -73.98 };
const path = [{ lat: 40.75, lng: -73.98 }, corner, { lat: 40.751, lng: -73.978 }];
const [start, , end] = path;

describe('progressAt', () => {
  it('a car is as many metres along the path as it has driven and faces forward', () => {
    const { position, headingDegrees, ahead } = progressAt(path, 50);
    expect(greatCircleMeters(start!, position)).toBeCloseTo(50, 3);
    expect(headingDegrees).toBeCloseTo(0);
    expect(ahead).toEqual([position, corner, end]);
  });

  it('a car turns at a corner of the path', () => {
    const { position, headingDegrees } = progressAt(path, greatCircleMeters(start!, corner) + 30);
    expect(greatCircleMeters(corner, position)).toBeCloseTo(30, 3);
    expect(headingDegrees).toBeCloseTo(90);
  });

  it('a car stays at the end of the path', () => {
    expect(progressAt(path, 1e6)).toMatchObject({ position: end, ahead: [end] });
    expect(progressAt([corner, corner], 5)).toMatchObject({
      position: corner,
      headingDegrees: undefined,
    });
  });
});

describe('isNear', () => {
  it('a position a few steps away is near, the next block is not', () => {
    const near = { ...corner, lat: corner.lat + 0.0003 };
    expect(isNear(distanceTo(corner, near))).toBe(true);
    expect(isNear(distanceTo(corner, start!))).toBe(false);
  });
});
