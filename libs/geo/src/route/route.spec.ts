import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anywhere, nearby } from '../../test/known-network.js';
import { generateGrid } from '../network/grid-network.js';
import { planRoute, positionAlong } from './route.js';
import { TravelEstimator } from '../travel/travel-estimator.js';

const grid = generateGrid();
const estimator = new TravelEstimator(grid);
const ends = fc.oneof(nearby, nearby, anywhere);

describe('Route', () => {
  it('the duration and the length of a route equal the estimate', () => {
    fc.assert(
      fc.property(ends, ends, (from, to) => {
        const route = planRoute(grid, from, to);
        const { durationSeconds, distanceMeters } = estimator.estimate(from, to);
        expect(Math.abs(route.durationSeconds - durationSeconds)).toBeLessThan(0.01);
        expect(Math.abs(route.distanceMeters - distanceMeters)).toBeLessThan(0.1);
      }),
    );
  });

  it('a route connects both positions, and its times ascend', () => {
    fc.assert(
      fc.property(ends, ends, (from, to) => {
        const { points, seconds, durationSeconds } = planRoute(grid, from, to);
        expect([points.at(0), points.at(-1)]).toEqual([from, to]);
        expect([seconds.at(0), seconds.at(-1)]).toEqual([0, durationSeconds]);
        expect(seconds).toHaveLength(points.length);
        expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
      }),
    );
  });

  it('the position at the time of each point is that point', () => {
    fc.assert(
      fc.property(nearby, nearby, (from, to) => {
        const route = planRoute(grid, from, to);
        route.points.forEach((point, i) => {
          const { position } = positionAlong(route, route.seconds[i]!);
          expect(position.lat).toBeCloseTo(point.lat, 5);
          expect(position.lng).toBeCloseTo(point.lng, 5);
        });
      }),
    );
  });

  it('the position stays between start and end at every time', () => {
    const route = planRoute(grid, grid.position(0), grid.position(900));
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (seconds) => {
        const { position, headingDegrees } = positionAlong(route, seconds);
        if (seconds <= 0) expect(position).toEqual(route.points[0]);
        if (seconds >= route.durationSeconds) expect(position).toEqual(route.points.at(-1));
        expect(headingDegrees).toBeGreaterThanOrEqual(0);
        expect(headingDegrees).toBeLessThan(360);
      }),
    );
  });

  it('a driver who has arrived keeps the heading of the last segment with a length', () => {
    const route = {
      distanceMeters: 100,
      durationSeconds: 10,
      points: [
        { lat: 40, lng: -74 },
        { lat: 40.001, lng: -74 },
        { lat: 40.001, lng: -74 },
      ],
      seconds: [0, 10, 10],
    };
    expect(positionAlong(route, 5).position.lat).toBeCloseTo(40.0005, 9);
    expect(positionAlong(route, 10)).toEqual({ position: route.points[2], headingDegrees: 0 });
  });

  it('a route across the date line is interpolated the short way round', () => {
    const route = planRoute(grid, { lat: 0, lng: 179.9 }, { lat: 0, lng: -179.9 });
    const { position } = positionAlong(route, route.durationSeconds * 0.75);
    expect(position.lng).toBeCloseTo(-179.95, 6);
  });
});
