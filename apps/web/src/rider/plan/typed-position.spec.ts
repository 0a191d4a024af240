import { describe, expect, it } from '@jest/globals';
import { parsePosition, writePosition } from './typed-position.js';

describe('a typed position', () => {
  it.each(['40.7549, -73.984', ' 40.7549 -73.984 ', '40.7549;−73.984'])('is read: %s', (text) => {
    expect(parsePosition(text)).toEqual({ lat: 40.7549, lng: -73.984 });
  });

  it.each(['', 'Broadway', '40.7549', '91, 0', '0, 181', '1, 2, 3'])('is none: %s', (text) => {
    expect(parsePosition(text)).toBeUndefined();
  });

  it('is read as it was written', () => {
    const position = { lat: 40.7549, lng: -73.984 };
    expect(parsePosition(writePosition(position))).toEqual(position);
  });
});
