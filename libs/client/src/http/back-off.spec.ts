import { describe, expect, it } from '@jest/globals';
import { BackOff } from './back-off.js';

describe('a back-off', () => {
  it('doubles the range it draws from, up to its bound', () => {
    const backOff = new BackOff({ baseMs: 100, maxMs: 500, random: () => 0.5 });
    expect([1, 2, 3, 4, 5].map(() => backOff.next())).toEqual([50, 100, 200, 250, 250]);
  });

  it('starts anew after a success', () => {
    const backOff = new BackOff({ baseMs: 100, maxMs: 500, random: () => 0.5 });
    backOff.next();
    backOff.next();
    backOff.reset();
    expect(backOff.next()).toBe(50);
  });

  it('never overflows, however many failures', () => {
    const backOff = new BackOff({ baseMs: 100, maxMs: 500, random: () => 1 });
    for (let i = 0; i < 5000; i += 1) backOff.next();
    expect(backOff.next()).toBe(500);
  });
});
