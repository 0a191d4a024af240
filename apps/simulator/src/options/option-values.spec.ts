import { describe, expect, it } from '@jest/globals';
import { readDuration, readNumber, readTimeOfDay } from './option-values.js';

describe('what is typed on the command line', () => {
  it.each([
    ['60s', 60],
    ['2m', 120],
    ['90', 90],
    ['1.5m', 90],
    ['1h', 3600],
  ])('takes %s for a duration', (text, seconds) => {
    expect(readDuration('--for', text)).toBe(seconds);
  });

  it.each(['', '0', '-5s', '5 minutes', 'NaN', '1e3s', '25h'])(
    'refuses the duration "%s"',
    (text) => {
      expect(() => readDuration('--for', text)).toThrow(/--for takes a duration/);
    },
  );

  it.each([
    ['21:00', 75_600],
    ['0:05', 300],
    ['09:30:15', 34_215],
  ])('takes %s for a time of day', (text, seconds) => {
    expect(readTimeOfDay('--from', text)).toBe(seconds);
  });

  it.each(['', '21', '24:00', '21:60', '9pm', '21:00:61'])('refuses the time "%s"', (text) => {
    expect(() => readTimeOfDay('--from', text)).toThrow(/--from takes a time of day/);
  });

  it('names the range of a number', () => {
    const range = { min: 1, max: 10, whole: true };
    expect(readNumber('--drivers', '10', range)).toBe(10);
    for (const text of ['', ' ', '0', '11', '2.5', 'ten', '-1']) {
      expect(() => readNumber('--drivers', text, range)).toThrow(/whole number from 1 to 10/);
    }
  });
});
