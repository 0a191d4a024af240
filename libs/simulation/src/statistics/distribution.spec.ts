import { describe, expect, it } from '@jest/globals';
import { distribution } from './distribution.js';

describe('distribution', () => {
  it('the percentiles are those of the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(distribution(values)).toEqual({
      count: 100,
      mean: 50.5,
      p50: 50,
      p95: 95,
      p99: 99,
      max: 100,
    });
  });

  it('the figures of an empty sample are null', () => {
    expect(distribution([])).toEqual({
      count: 0,
      mean: null,
      p50: null,
      p95: null,
      p99: null,
      max: null,
    });
  });
});
