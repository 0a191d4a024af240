import { expect, it } from '@jest/globals';
import { withJitter } from './jitter.js';

it('jitter spreads clients that disconnect together over as long again', () => {
  const times = Array.from({ length: 200 }, () => withJitter(1000));
  for (const time of times) {
    expect(time).toBeGreaterThanOrEqual(1000);
    expect(time).toBeLessThanOrEqual(2000);
    expect(Number.isInteger(time)).toBe(true);
  }
  expect(new Set(times).size).toBeGreaterThan(50);
});
