import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EngineClock } from './engine-clock.js';

/** Nothing waits, nothing is due: the next look is a second away. */
function idleAt(now: number, windowMs = 500): EngineClock {
  const clock = new EngineClock(windowMs);
  clock.scheduleNext(now, 0);
  return clock;
}

describe('the engine’s clock', () => {
  it('looks at once when the engine begins', () => {
    expect(new EngineClock(500).isMatchDue(0)).toBe(true);
  });

  it('gathers requests for a window that begins with the first of them', () => {
    const clock = idleAt(0);
    clock.openWindow(100);
    clock.openWindow(400);
    expect(clock.isMatchDue(599)).toBe(false);
    expect(clock.isMatchDue(600)).toBe(true);
  });

  it('gathers for a window that is longer than the pause between two looks', () => {
    const clock = idleAt(0, 10_000);
    clock.openWindow(100);
    expect(clock.isMatchDue(9_999)).toBe(false);
    expect(clock.isMatchDue(10_000)).toBe(true);
  });

  it('does not wait for the window when a driver or a trip was freed', () => {
    const clock = idleAt(0);
    clock.openWindow(100);
    clock.expedite(101);
    expect(clock.isMatchDue(101)).toBe(true);
  });

  it('is not put off by what comes later', () => {
    const clock = idleAt(0);
    clock.expedite(10);
    clock.openWindow(10);
    expect(clock.isMatchDue(10)).toBe(true);
  });

  it('looks again after a window while trips wait, and after a second otherwise', () => {
    const clock = new EngineClock(500);
    clock.scheduleNext(0, 1);
    expect(clock.computeSleepMs(0, null)).toBe(500);
    clock.scheduleNext(0, 0);
    expect(clock.computeSleepMs(0, null)).toBe(1000);
  });

  it('does not spin when the window is zero', () => {
    const clock = new EngineClock(0);
    clock.scheduleNext(0, 1);
    expect(clock.computeSleepMs(0, null)).toBeGreaterThan(0);
  });

  it('wakes for what is due by the database’s clock', () => {
    expect(idleAt(0).computeSleepMs(0, 120.4)).toBe(121);
    // Overdue after a look: somebody holds its lock. Again soon, but no spinning.
    expect(idleAt(0).computeSleepMs(0, -5)).toBe(50);
  });

  it('never sleeps longer than a second, or Postgres would take its session for dead', () => {
    const due = fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(fc.nat(60_000), fc.nat(1e6), due, (windowMs, now, dueMs) => {
        const clock = new EngineClock(windowMs);
        clock.scheduleNext(now, 1);
        expect(clock.computeSleepMs(now, dueMs)).toBeGreaterThanOrEqual(0);
        expect(clock.computeSleepMs(now, dueMs)).toBeLessThanOrEqual(1000);
      }),
    );
  });
});
