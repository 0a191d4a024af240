import { describe, expect, it } from '@jest/globals';
import { parseRetryAfter } from './retry-after.js';

const NOW = Date.parse('2026-11-29T12:00:00Z');

describe('parseRetryAfter', () => {
  it.each([
    [undefined, null],
    ['0', 0],
    ['30', 30_000],
    ['Sun, 29 Nov 2026 12:00:10 GMT', 10_000],
    ['Sun, 29 Nov 2026 11:00:00 GMT', 0],
    ['86400', 3_600_000],
    ['Mon, 29 Nov 2027 12:00:00 GMT', 3_600_000],
    ['soon', null],
    ['', null],
  ])('reads %p as %p ms', (value, milliseconds) => {
    expect(parseRetryAfter(value, NOW)).toBe(milliseconds);
  });
});
