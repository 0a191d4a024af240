import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EngineClock } from './engine-clock.js';

/** A clock after a window without trips: the next one is due in a second. */
function idleAt(now: number, windowMs = 500): EngineClock {
  const clock = new EngineClock(windowMs);
  clock.scheduleNext(now, 0);
  return clock;
}

describe('the engine’s clock', () => {
  it('the first window is due at once', () => {
    expect(new EngineClock(500).isMatchDue(0)).toBe(true);
  });

  it('a window opens with the first request and ends after its length', () => {
    const clock = idleAt(0);
    clock.openWindow(100);
    clock.openWindow(400);
    expect(clock.isMatchDue(599)).toBe(false);
    expect(clock.isMatchDue(600)).toBe(true);
  });

  it('a window that is longer than the idle pause keeps its full length', () => {
    const clock = idleAt(0, 10_000);
    clock.openWindow(100);
    expect(clock.isMatchDue(9_999)).toBe(false);
    expect(clock.isMatchDue(10_000)).toBe(true);
  });

  it('an urgent event ends an open window at once', () => {
    const clock = idleAt(0);
    clock.openWindow(100);
    clock.expedite(101);
    expect(clock.isMatchDue(101)).toBe(true);
  });

  it('a later request doesn’t delay an urgent event', () => {
    const clock = idleAt(0);
    clock.expedite(10);
    clock.openWindow(10);
    expect(clock.isMatchDue(10)).toBe(true);
  });

  it('the next window follows directly while trips wait, and after a second otherwise', () => {
    const clock = new EngineClock(500);
    clock.scheduleNext(0, 1);
    expect(clock.computeSleepMs(0, null)).toBe(500);
    clock.scheduleNext(0, 0);
    expect(clock.computeSleepMs(0, null)).toBe(1000);
  });

  it('the engine sleeps between windows of length zero', () => {
    const clock = new EngineClock(0);
    clock.scheduleNext(0, 1);
    expect(clock.computeSleepMs(0, null)).toBeGreaterThan(0);
  });

  it('the engine wakes when the next offer or search is due', () => {
    expect(idleAt(0).computeSleepMs(0, 120.4)).toBe(121);
    // A trip that is overdue right after a sweep is locked by another transaction. The engine
    // retries soon, but not in a busy loop.
    expect(idleAt(0).computeSleepMs(0, -5)).toBe(50);
  });

  it('no sleep exceeds one second, so that Postgres keeps the engine’s session', () => {
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
