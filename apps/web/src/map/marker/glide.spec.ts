import { describe, expect, it } from '@jest/globals';
import { glide, headingOf, type Pose } from './glide.js';

const pose = (lat: number, headingDegrees: number): Pose => ({
  position: { lat, lng: 0 },
  headingDegrees,
});

describe('glide', () => {
  it('a car is half way after half of the time and stops at its target', () => {
    expect(glide(pose(0, 0), pose(2, 90), 0.5)).toEqual(pose(1, 45));
    expect(glide(pose(0, 0), pose(2, 90), 7)).toEqual(pose(2, 90));
  });

  it('a car turns by the smaller angle', () => {
    expect(glide(pose(0, 350), pose(0, 10), 0.5).headingDegrees).toBeCloseTo(0);
    expect(glide(pose(0, 10), pose(0, 350), 0.25).headingDegrees).toBeCloseTo(5);
  });
});

describe('headingOf', () => {
  it('a heading points from one position to the other and is undefined at a standstill', () => {
    const here = { lat: 0, lng: 0 };
    expect(headingOf(here, { lat: 0, lng: 1 })).toBeCloseTo(90);
    expect(headingOf(here, { lat: -1, lng: 0 })).toBeCloseTo(180);
    expect(headingOf(here, here)).toBeUndefined();
  });
});
