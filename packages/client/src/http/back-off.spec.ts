import { describe, expect, it } from '@jest/globals';
import { BackOff } from './back-off.js';

describe('BackOff', () => {
  it('the range of delays doubles up to its bound', () => {
    const backOff = new BackOff({ baseMs: 100, maxMs: 500, random: () => 0.5 });
    expect([1, 2, 3, 4, 5].map(() => backOff.next())).toEqual([50, 100, 200, 250, 250]);
  });

  it('a success resets the range', () => {
    const backOff = new BackOff({ baseMs: 100, maxMs: 500, random: () => 0.5 });
    backOff.next();
    backOff.next();
    backOff.reset();
    expect(backOff.next()).toBe(50);
  });

  it('many failures cause no overflow', () => {
    const backOff = new BackOff({ baseMs: 100, maxMs: 500, random: () => 1 });
    for (let i = 0; i < 5000; i += 1) backOff.next();
    expect(backOff.next()).toBe(500);
  });
});
