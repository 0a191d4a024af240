import { describe, expect, it } from '@jest/globals';
import { maxSpeedKmph } from './max-speed.js';

describe('maxSpeedKmph', () => {
  it.each<[unknown, number]>([
    [50, 50],
    ['50', 50],
    [' 50 km/h ', 50],
    ['25 mph', 40.2336],
    ['25mph', 40.2336],
    ['10 knots', 18.52],
    ['walk', 6],
    ['none', 130],
    ['DE:urban', 50],
    ['DE:rural', 100],
    ['DE:zone:30', 30],
    ['DE:zone30', 30],
    ['FR:rural', 80],
    ['XX:rural', 90],
    ['GB:nsl_single', 96.56064],
    [['30', '50'], 40],
    ['30;50', 40],
    ['30|50', 40],
    ["['30', '50']", 40],
    ['50;signals', 50],
  ])('%j is %d km/h', (value, kmph) => {
    expect(maxSpeedKmph(value)).toBeCloseTo(kmph, 9);
  });

  it.each([
    undefined,
    null,
    '',
    'nan',
    NaN,
    'signals',
    '0',
    '-5',
    '1e3',
    '5000',
    'DE:',
    {},
    [],
    '0x20',
  ])('%j is no speed', (value) => {
    expect(maxSpeedKmph(value)).toBeUndefined();
  });
});
