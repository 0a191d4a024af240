import { describe, expect, it } from '@jest/globals';
import { scaleOf, usesMiles } from './scale.js';

describe('scaleOf', () => {
  it.each([
    [1, false, { value: 100, unit: 'meter', pixels: 100 }],
    [10, false, { value: 1, unit: 'kilometer', pixels: 100 }],
    [5, false, { value: 500, unit: 'meter', pixels: 100 }],
    [0.3048, true, { value: 100, unit: 'foot', pixels: 100 }],
    [16.09344, true, { value: 1, unit: 'mile', pixels: 100 }],
  ])('the scale at %d metres a pixel is a round distance', (perPixel, isImperial, expected) => {
    const scale = scaleOf(perPixel, isImperial);
    expect(scale).toMatchObject({ value: expected.value, unit: expected.unit });
    expect(scale.pixels).toBeCloseTo(expected.pixels, 6);
  });

  it('the bar never exceeds its greatest length and is longer than a third of it', () => {
    for (let perPixel = 0.05; perPixel < 500; perPixel *= 1.07) {
      for (const isImperial of [true, false]) {
        const { pixels } = scaleOf(perPixel, isImperial, 100);
        expect(pixels).toBeLessThanOrEqual(100.001);
        expect(pixels).toBeGreaterThan(33);
      }
    }
  });
});

describe('usesMiles', () => {
  it.each([
    ['en-US', true],
    ['en-GB', true],
    ['en', true],
    ['de', false],
    ['ja-JP', false],
    ['not a locale', false],
  ])('%s: %s', (locale, isImperial) => {
    expect(usesMiles(locale)).toBe(isImperial);
  });
});
