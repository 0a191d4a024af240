import { describe, expect, it } from '@jest/globals';
import { ServerClock } from './server-clock.js';

describe('ServerClock', () => {
  it('the browser’s clock counts as right before the first reading', () => {
    const clock = new ServerClock();
    expect(clock.toServerTime(1_000)).toBe(1_000);
    expect(clock.errorMs).toBeUndefined();
  });

  it('a browser whose clock is an hour late is corrected, with an error of half a round trip', () => {
    const clock = new ServerClock();
    clock.observe({ sentAt: 0, receivedAt: 40, serverTime: 3_600_030 });
    expect(clock.toServerTime(100)).toBe(3_600_110);
    expect(clock.errorMs).toBe(20);
  });

  it('the reading with the shortest round trip decides', () => {
    const clock = new ServerClock();
    clock.observe({ sentAt: 0, receivedAt: 10, serverTime: 1_005 });
    clock.observe({ sentAt: 100, receivedAt: 900, serverTime: 1_800 });
    expect(clock.toServerTime(0)).toBe(1_000);
    expect(clock.errorMs).toBe(5);
  });

  it('clocks that may be equal within the error count as equal', () => {
    const clock = new ServerClock();
    clock.observe({ sentAt: 0, receivedAt: 10, serverTime: 9 });
    expect(clock.toServerTime(50)).toBe(50);
  });
});
