import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Position } from '#contracts';
import {
  insertRide,
  type Insertion,
  type JoiningRide,
  type PoolRoute,
  type PoolStop,
} from './insert-ride.js';

/** A street on which a unit of latitude takes a second. */
const at = (lat: number): Position => ({ lat, lng: 0 });
const travel = (from: Position, to: Position) => Math.abs(to.lat - from.lat);

const LOOSE = { latestPickup: 10_000, pickedUp: null, longestRide: 10_000 };

const stop = (rideId: string, kind: 'pickup' | 'dropoff', lat: number): PoolStop => ({
  rideId,
  isPickup: kind === 'pickup',
  position: at(lat),
});

const ride = (from: number, to: number, limits = LOOSE): JoiningRide => ({
  rideId: 'new',
  pickup: at(from),
  dropoff: at(to),
  directSeconds: Math.abs(to - from),
  limits,
});

const route = (stops: PoolStop[], overrides: Partial<PoolRoute> = {}): PoolRoute => ({
  position: at(0),
  stops,
  limits: new Map(stops.map(({ rideId }) => [rideId, LOOSE])),
  fixedStops: 0,
  ...overrides,
});

const namesOf = (found: Insertion | undefined) =>
  found?.stops.map(({ rideId, isPickup }) => `${rideId} ${isPickup ? 'in' : 'out'}`);

const ADA = [stop('ada', 'pickup', 100), stop('ada', 'dropoff', 900)];

describe('insertRide', () => {
  it('a ride on the way of another one adds no driving time', () => {
    const found = insertRide(route(ADA), ride(300, 700), travel);
    expect(namesOf(found)).toEqual(['ada in', 'new in', 'new out', 'ada out']);
    expect(found).toMatchObject({ addedSeconds: 0, pickupSeconds: 300 });
  });

  it('a ride never leaves the car before another rider is in it', () => {
    const found = insertRide(route(ADA), ride(20, 80), travel);
    expect(namesOf(found)).toEqual(['new in', 'ada in', 'new out', 'ada out']);
  });

  it('a rider in the car is not driven longer than they allow', () => {
    const inside = [stop('ada', 'dropoff', 500)];
    const limited = (longestRide: number) =>
      route(inside, {
        limits: new Map([['ada', { latestPickup: 0, pickedUp: -100, longestRide }]]),
      });
    // The way back to 200 and on to 500 again takes 200 seconds more at least.
    const detour = ride(-100, 600);
    expect(insertRide(limited(799), detour, travel)).toBeUndefined();
    expect(insertRide(limited(800), detour, travel)).toBeDefined();
  });

  it('a rider who waits is not picked up later than was promised', () => {
    const limited = (latestPickup: number) =>
      route(ADA, { limits: new Map([['ada', { ...LOOSE, latestPickup }]]) });
    const before = ride(-50, 800);
    expect(namesOf(insertRide(limited(200), before, travel))?.[0]).toBe('new in');
    expect(namesOf(insertRide(limited(199), before, travel))?.[0]).toBe('ada in');
  });

  it('the stop at which the car waits stays first', () => {
    const found = insertRide(route(ADA, { fixedStops: 1 }), ride(-50, 800), travel);
    expect(namesOf(found)?.[0]).toBe('ada in');
  });

  it('an insertion keeps every limit and the order of the other stops, on any route', () => {
    const place = fc.integer({ min: 0, max: 1_000 });
    const limits = fc.record({
      latestPickup: fc.integer({ min: 0, max: 3_000 }),
      pickedUp: fc.constant(null),
      longestRide: fc.integer({ min: 0, max: 3_000 }),
    });
    const given = fc.record({ a: place, b: place, c: place, d: place, own: limits, other: limits });
    fc.assert(
      fc.property(given, ({ a, b, c, d, own, other }) => {
        const stops = [stop('ada', 'pickup', a), stop('ada', 'dropoff', b)];
        const found = insertRide(
          route(stops, { limits: new Map([['ada', other]]) }),
          ride(c, d, own),
          travel,
        );
        if (!found) return;
        expect(found.stops.filter(({ rideId }) => rideId === 'ada')).toEqual(stops);
        for (const [rideId, allowed] of [
          ['ada', other],
          ['new', own],
        ] as const) {
          const [pickup, dropoff] = found.stops.flatMap((each, index) =>
            each.rideId === rideId ? [found.arrivals[index] ?? NaN] : [],
          );
          expect(pickup).toBeLessThanOrEqual(allowed.latestPickup);
          expect((dropoff ?? NaN) - (pickup ?? NaN)).toBeLessThanOrEqual(allowed.longestRide);
        }
      }),
    );
  });
});
