import { describe, expect, it } from '@jest/globals';
import { readSweep } from './sweep.js';

describe('readSweep', () => {
  it.each([
    ['drivers=50..125:25', ['50', '75', '100', '125']],
    ['drivers=3..5', ['3', '4', '5']],
    ['window=10s,1m', ['10s', '1m']],
    ['window=10..30:10s', ['10s', '20s', '30s']],
    ['accept-rate=0.1..0.5:0.2', ['0.1', '0.3', '0.5']],
  ])('the sweep %s has the values %j', (text, values) => {
    expect(readSweep(text).values).toEqual(values);
  });

  it.each([
    ['drivers', /--sweep takes/],
    ['drivers=', /--sweep takes/],
    ['drivers=5..1', /range from..to:step/],
    ['drivers=1..5:0', /range from..to:step/],
    ['colour=red', /"colour" is none of drivers/],
    ['drivers=1..100000', /more than 200/],
  ])('the sweep "%s" is refused with a message that names the valid form', (text, message) => {
    expect(() => readSweep(text)).toThrow(message);
  });
});
