import { describe, expect, it } from '@jest/globals';
import { decodeBeat, encodeBeat } from './beat.js';
import { decodeHint, encodeHint } from './hint.js';

describe('a hint', () => {
  it('comes back as it was sent, with any text', () => {
    const hint = {
      seq: 9_007_199_254_740_991,
      id: 'a-1',
      type: 'trip.x',
      json: '{"a":"é\\n 𝄞"}\n',
    };
    expect(decodeHint(encodeHint(hint))).toEqual(hint);
  });

  it('comes back from bytes that are a part of a larger buffer', () => {
    const hint = { seq: 1, id: 'a', type: 'b', json: '{}' };
    const padded = Buffer.concat([Buffer.from('xx '), encodeHint(hint), Buffer.from(' yy')]);
    expect(decodeHint(padded.subarray(3, padded.length - 3))).toEqual(hint);
  });

  it.each([
    '',
    'x',
    '1 a',
    '1 a b',
    '1\na b',
    '0 a b\n{}',
    '-1 a b\n{}',
    'x a b\n{}',
    '1.5 a b\n{}',
  ])('%j is no hint', (text) => {
    expect(decodeHint(Buffer.from(text))).toBeUndefined();
  });
});

describe('a beat', () => {
  it('comes back as it was sent', () => {
    const beat = { epoch: 'abc', incarnation: '1-2' };
    expect(decodeBeat(encodeBeat(beat))).toEqual(beat);
  });

  it.each(['', 'a', 'a ', 'a b c'])('%j is no beat', (text) => {
    expect(decodeBeat(Buffer.from(text))).toBeUndefined();
  });
});
