import { describe, expect, it } from '@jest/globals';
import { readHourlySpeeds } from './hourly-speeds.js';

describe('readHourlySpeeds', () => {
  it('each named hour has its speed, and the others have 1', () => {
    const speeds = readHourlySpeeds('7-9=0.5, 17=0.4');
    expect(speeds).toHaveLength(24);
    expect(speeds.slice(6, 11)).toEqual([1, 0.5, 0.5, 0.5, 1]);
    expect(speeds.slice(16, 19)).toEqual([1, 0.4, 1]);
  });

  it.each(['', '7', '7=0', '7=fast', '24=1', '9-7=0.5', '7=0.01', '7-9=0.5;'])(
    'the speeds "%s" are refused with the valid form',
    (text) => {
      expect(() => readHourlySpeeds(text)).toThrow(/--speed-by-hour takes speeds such as/);
    },
  );

  it('an hour with two speeds is refused', () => {
    expect(() => readHourlySpeeds('7-9=0.5,9=0.4')).toThrow(/hour 9 has two speeds/);
  });
});
