import { describe, expect, it } from '@jest/globals';
import { readDuration, readNumber, readTimeOfDay } from './option-values.js';

describe('option values', () => {
  it.each([
    ['60s', 60],
    ['2m', 120],
    ['90', 90],
    ['1.5m', 90],
    ['1h', 3600],
  ])('the text %s is a duration of %d seconds', (text, seconds) => {
    expect(readDuration('--for', text)).toBe(seconds);
  });

  it.each(['', '0', '-5s', '5 minutes', 'NaN', '1e3s', '25h'])(
    'the duration "%s" is refused',
    (text) => {
      expect(() => readDuration('--for', text)).toThrow(/--for takes a duration/);
    },
  );

  it.each([
    ['21:00', 75_600],
    ['0:05', 300],
    ['09:30:15', 34_215],
  ])('the text %s is a time of day of %d seconds', (text, seconds) => {
    expect(readTimeOfDay('--from', text)).toBe(seconds);
  });

  it.each(['', '21', '24:00', '21:60', '9pm', '21:00:61'])('the time "%s" is refused', (text) => {
    expect(() => readTimeOfDay('--from', text)).toThrow(/--from takes a time of day/);
  });

  it('an invalid number is refused with the valid range', () => {
    const range = { min: 1, max: 10, whole: true };
    expect(readNumber('--drivers', '10', range)).toBe(10);
    for (const text of ['', ' ', '0', '11', '2.5', 'ten', '-1']) {
      expect(() => readNumber('--drivers', text, range)).toThrow(/whole number from 1 to 10/);
    }
  });
});
