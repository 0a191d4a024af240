import { describe, expect, it } from '@jest/globals';
import { parsePosition, writePosition } from './typed-position.js';

describe('parsePosition', () => {
  it.each(['40.7549, -73.984', ' 40.7549 -73.984 ', '40.7549;−73.984'])(
    '“%s” is a position',
    (text) => {
      expect(parsePosition(text)).toEqual({ lat: 40.7549, lng: -73.984 });
    },
  );

  it.each(['', 'Broadway', '40.7549', '91, 0', '0, 181', '1, 2, 3'])(
    '“%s” is no position',
    (text) => {
      expect(parsePosition(text)).toBeUndefined();
    },
  );

  it('a position that was written is parsed again', () => {
    const position = { lat: 40.7549, lng: -73.984 };
    expect(parsePosition(writePosition(position))).toEqual(position);
  });
});
