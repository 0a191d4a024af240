import { describe, expect, it } from '@jest/globals';
import { lengthUnits } from '../format/distance.js';
import { scaleOf } from './scale.js';

describe('scaleOf', () => {
  it.each([
    [1, 'de', { value: 100, unit: 'meter', pixels: 100 }],
    [10, 'de', { value: 1, unit: 'kilometer', pixels: 100 }],
    [5, 'de', { value: 500, unit: 'meter', pixels: 100 }],
    [0.3048, 'en-US', { value: 100, unit: 'foot', pixels: 100 }],
    [0.9144, 'en-GB', { value: 100, unit: 'yard', pixels: 100 }],
    [16.09344, 'en-US', { value: 1, unit: 'mile', pixels: 100 }],
  ])(
    'the scale at %d metres a pixel is a round distance in the units of %s',
    (perPixel, locale, expected) => {
      const scale = scaleOf(perPixel, lengthUnits(locale));
      expect(scale).toMatchObject({ value: expected.value, unit: expected.unit });
      expect(scale.pixels).toBeCloseTo(expected.pixels, 6);
    },
  );

  it('the bar never exceeds its greatest length and is longer than a third of it', () => {
    for (let perPixel = 0.05; perPixel < 500; perPixel *= 1.07) {
      for (const locale of ['en-US', 'en-GB', 'de']) {
        const { pixels } = scaleOf(perPixel, lengthUnits(locale), 100);
        expect(pixels).toBeLessThanOrEqual(100.001);
        expect(pixels).toBeGreaterThan(33);
      }
    }
  });
});
