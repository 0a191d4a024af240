import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TravelClock } from './travel-clock.js';

const speeds = fc.array(fc.constantFrom(0.2, 0.37, 0.5, 1, 1.5), { minLength: 24, maxLength: 24 });
const times = fc.double({ min: 0, max: 300_000, noNaN: true });
const drives = fc.double({ min: 0, max: 40_000, noNaN: true });

describe('TravelClock', () => {
  it('without speeds a drive takes its driving seconds, to the last bit', () => {
    const clock = new TravelClock();
    fc.assert(
      fc.property(times, drives, (at, seconds) => {
        expect(clock.arrive(at, seconds)).toBe(at + seconds);
      }),
    );
  });

  it('a drive through two hours has the speed of each', () => {
    // From 9:30 on half an hour at speed 0.5 covers 900 s of driving, the rest is at speed 1.
    const clock = new TravelClock(Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 0.5 : 1)));
    expect(clock.arrive(9.5 * 3_600, 1_200)).toBe(10 * 3_600 + 300);
    expect(clock.arrive(33.5 * 3_600, 1_200)).toBe(34 * 3_600 + 300);
    expect(clock.drivingSeconds(9 * 3_600, 11 * 3_600)).toBe(1_800 + 3_600);
  });

  it('the driving seconds until the arrival are those of the drive', () => {
    fc.assert(
      fc.property(speeds, times, drives, (byHour, at, seconds) => {
        const clock = new TravelClock(byHour);
        const arrival = clock.arrive(at, seconds);
        expect(clock.drivingSeconds(at, arrival)).toBeCloseTo(seconds, 4);
      }),
    );
  });

  it('a car that leaves later does not arrive earlier', () => {
    fc.assert(
      fc.property(speeds, fc.tuple(times, times), drives, (byHour, departures, seconds) => {
        const clock = new TravelClock(byHour);
        const [early, late] = [Math.min(...departures), Math.max(...departures)];
        const gain = clock.arrive(early, seconds) - clock.arrive(late, seconds);
        expect(gain).toBeLessThanOrEqual(1e-6);
      }),
    );
  });

  it('a place without a route is never reached', () => {
    expect(new TravelClock(new Array<number>(24).fill(0.5)).arrive(0, Infinity)).toBe(Infinity);
  });

  it.each([[[]], [new Array<number>(24).fill(0)], [new Array<number>(23).fill(1)]])(
    'the speeds %j are refused',
    (byHour) => {
      expect(() => new TravelClock(byHour)).toThrow(RangeError);
    },
  );
});
