import { describe, expect, it } from '@jest/globals';
import { metersBetween } from '../../map/street-graph.js';
import { isNear, stopAt } from './journey.js';

const corner = { lat: 40.751, lng: -73.98 };
const way = [{ lat: 40.75, lng: -73.98 }, corner, { lat: 40.751, lng: -73.978 }];
const [start, , end] = way;

describe('a car on its way', () => {
  it('is as many metres along as it drove, looking ahead', () => {
    const { position, headingDegrees, ahead } = stopAt(way, 50);
    expect(metersBetween(start!, position)).toBeCloseTo(50, 3);
    expect(headingDegrees).toBeCloseTo(0);
    expect(ahead).toEqual([position, corner, end]);
  });

  it('turns at the corner', () => {
    const { position, headingDegrees } = stopAt(way, metersBetween(start!, corner) + 30);
    expect(metersBetween(corner, position)).toBeCloseTo(30, 3);
    expect(headingDegrees).toBeCloseTo(90);
  });

  it('stays at the end', () => {
    expect(stopAt(way, 1e6)).toMatchObject({ position: end, ahead: [end] });
    expect(stopAt([corner, corner], 5)).toMatchObject({
      position: corner,
      headingDegrees: undefined,
    });
  });

  it('is near what is a few steps away', () => {
    expect(isNear(corner, { ...corner, lat: corner.lat + 0.0003 })).toBe(true);
    expect(isNear(corner, start!)).toBe(false);
  });
});
