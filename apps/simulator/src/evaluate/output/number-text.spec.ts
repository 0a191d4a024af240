import { describe, expect, it } from '@jest/globals';
import { numberText } from './number-text.js';

describe('numberText', () => {
  it.each([
    [0, 0, '0'],
    [999.6, 0, '1,000'],
    [1_234_567.891, 2, '1,234,567.89'],
    [-1_234, 1, '-1,234.0'],
  ])('the text of %d with %d decimals is %s', (value, decimals, text) => {
    expect(numberText(value, decimals)).toBe(text);
  });
});
