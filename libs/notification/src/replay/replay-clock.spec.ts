import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReplayClock } from './replay-clock.js';

const MINUTE = 60_000;

/** Returns when each event is sent, in milliseconds from the start. Timers are late by `lateBy`. */
function simulateReplay(recorded: number[], speed: number, lateBy = 0): number[] {
  const clock = new ReplayClock(speed);
  let now = 1_000_000;
  return recorded.map((time) => {
    const wait = clock.computeWait(time, now);
    now += wait + (wait > 0 ? lateBy : 0);
    return now - 1_000_000;
  });
}

describe('ReplayClock', () => {
  it('starts the replay with its first event', () => {
    expect(new ReplayClock(1).computeWait(5, 1_000_000)).toBe(0);
  });

  it.each([
    [1, [0, 2 * MINUTE, 7 * MINUTE]],
    [10, [0, 12_000, 42_000]],
    [1000, [0, 120, 420]],
    [0.1, [0, 20 * MINUTE, 70 * MINUTE]],
  ])('divides the recorded intervals by the speed %d', (speed, expected) => {
    expect(simulateReplay([5, 5 + 2 * MINUTE, 5 + 7 * MINUTE], speed)).toEqual(expected);
  });

  it('keeps the delays of late timers from adding up', () => {
    const recorded = Array.from({ length: 100 }, (_, index) => index * MINUTE);
    expect(simulateReplay(recorded, 10, 5).at(-1)).toBe(99 * 6000 + 5);
  });

  it('sends an overdue event at once, and never before the previous one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1e9 })),
        fc.double({ min: 0.1, max: 1000, noNaN: true }),
        (recorded, speed) => {
          const sent = simulateReplay(recorded, speed);
          expect(sent).toEqual([...sent].sort((one, other) => one - other));
        },
      ),
    );
    expect(simulateReplay([100, 40, 100], 1)).toEqual([0, 0, 0]);
  });
});
