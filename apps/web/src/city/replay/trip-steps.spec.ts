import { describe, expect, it } from '@jest/globals';
import type { PastEvent } from '#client';
import type { AnyCloudEvent } from '#contracts';
import { carAt, stepAt, stepsOf, type PastTrip } from './trip-steps.js';

const T0 = Date.parse('2026-01-01T00:00:00.000Z');
const past = (type: string, seconds: number, data: object = { trip: { id: 't' } }): PastEvent => ({
  id: `e-${seconds}`,
  event: type,
  data: { type, time: new Date(T0 + seconds * 1000).toISOString(), data } as AnyCloudEvent,
});

describe('the steps of a trip', () => {
  const steps = stepsOf([past('trip.requested', 0), past('trip.started', 10)]);

  it('the steps are in the order of the stream, each with its trip', () => {
    expect(steps.map(({ event, at, cursor }) => [event, at - T0, cursor])).toEqual([
      ['trip.requested', 0, 'e-0'],
      ['trip.started', 10_000, 'e-10'],
    ]);
  });

  it('an event without a trip is no step', () => {
    expect(stepsOf([past('driver.online', 0, { reason: 'x' })])).toEqual([]);
  });

  it.each([
    [-1, 0],
    [0, 0],
    [9_999, 0],
    [10_000, 1],
    [99_999, 1],
  ])('the step at %d ms is number %d', (at, index) => {
    expect(stepAt(steps, T0 + at)).toBe(index);
  });
});

describe('carAt', () => {
  const places = { pickup: { lat: 1, lng: 1 }, dropoff: { lat: 2, lng: 2 } };
  it.each([
    ['driver_arrived', 'at the pickup', places.pickup],
    ['completed', 'at the drop-off', places.dropoff],
    ['in_progress', 'unknown', undefined],
    ['matching', 'unknown', undefined],
  ])('the position of the car of a trip that is %s is %s', (status, _where, expected) => {
    expect(carAt({ status, ...places } as PastTrip)).toEqual(expected);
  });
});
