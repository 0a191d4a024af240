import { describe, expect, it } from '@jest/globals';
import { OutageGuard } from './outage-guard.js';

const FAILURE = { isRefusal: false };

function failTimes(guard: OutageGuard, times: number): void {
  for (let time = 0; time < times; time++) guard.fail(FAILURE, 0);
}

describe('OutageGuard', () => {
  it('pauses neither after two failures nor after three with a success between them', () => {
    const guard = new OutageGuard();
    failTimes(guard, 2);
    expect(guard.succeed()).toBe(false);
    expect(guard.fail(FAILURE, 0)).toBe(false);
    expect(guard.isPaused(0)).toBe(false);
  });

  it('reports the beginning and the end of an outage once', () => {
    const guard = new OutageGuard();
    failTimes(guard, 2);
    expect(guard.fail(FAILURE, 0)).toBe(true);
    expect(guard.fail(FAILURE, 2_000)).toBe(false);
    expect([guard.succeed(), guard.succeed()]).toEqual([true, false]);
  });

  it('pauses twice as long after each failure, up to a minute', () => {
    const guard = new OutageGuard();
    failTimes(guard, 2);
    let now = 0;
    const pauses = Array.from({ length: 9 }, () => {
      guard.fail(FAILURE, now);
      const begin = now;
      while (guard.isPaused(now)) now += 1_000;
      return (now - begin) / 1_000;
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('ignores failures of requests that began before the pause', () => {
    const guard = new OutageGuard();
    failTimes(guard, 10);
    expect(guard.isPaused(999)).toBe(true);
    expect(guard.isPaused(1_000)).toBe(false);
  });

  it('pauses at once when the server refuses the rate of requests', () => {
    const guard = new OutageGuard();
    expect(guard.fail({ isRefusal: true }, 0)).toBe(true);
    expect(guard.isPaused(999)).toBe(true);
  });
});
