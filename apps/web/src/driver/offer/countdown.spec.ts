import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clockOffset, leftMs, leftSeconds, nextTickMs } from './countdown.js';

const TWO_HOURS = 2 * 3600 * 1000;
const SERVER_NOW = Date.parse('2026-03-29T01:59:50.000Z');
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
const skew = fc.integer({ min: -TWO_HOURS, max: TWO_HOURS });

describe('the countdown of an offer', () => {
  it('a countdown is off by the latency of the server’s time only, however wrong the own clock is', () => {
    fc.assert(
      fc.property(skew, fc.nat(250), fc.nat(15_000), (wrongBy, latency, left) => {
        const ownNow = SERVER_NOW + wrongBy;
        const offset = clockOffset(-Infinity, iso(SERVER_NOW - latency), ownNow);
        const shown = leftMs(iso(SERVER_NOW + left), offset, ownNow);
        expect(shown - left).toBe(latency);
      }),
    );
  });

  it.each([TWO_HOURS, -TWO_HOURS])(
    'a countdown starts from the same number with a clock %d ms off',
    (off) => {
      const offset = clockOffset(-Infinity, iso(SERVER_NOW), SERVER_NOW + off);
      expect(leftMs(iso(SERVER_NOW + 15_000), offset, SERVER_NOW + off)).toBe(15_000);
      expect(leftMs(iso(SERVER_NOW + 15_000), offset, SERVER_NOW + off + 4_000)).toBe(11_000);
    },
  );

  it('the clock offset comes from the reading with the lowest latency', () => {
    const slow = clockOffset(-Infinity, iso(SERVER_NOW - 900), SERVER_NOW);
    const fast = clockOffset(slow, iso(SERVER_NOW - 20), SERVER_NOW);
    expect(fast).toBe(-20);
    expect(clockOffset(fast, iso(SERVER_NOW - 5_000), SERVER_NOW)).toBe(-20);
    expect(clockOffset(fast, 'no time', SERVER_NOW)).toBe(-20);
  });

  it('the time left is never negative', () => {
    expect(leftMs(iso(SERVER_NOW), 0, SERVER_NOW + 1)).toBe(0);
  });

  it('a countdown shows the second that has begun and ticks when the next one begins', () => {
    expect([15_000, 14_999, 1, 0].map(leftSeconds)).toEqual([15, 15, 1, 0]);
    expect([15_000, 14_999, 1, 0].map(nextTickMs)).toEqual([1000, 999, 1, undefined]);
  });
});
