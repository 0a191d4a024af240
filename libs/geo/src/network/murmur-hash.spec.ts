import { describe, expect, it } from '@jest/globals';
import { murmurHash } from './murmur-hash.js';

const words = (text: string) => new Uint32Array(new TextEncoder().encode(text).buffer);

describe('murmurHash', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
  ])('the hash of %j with seed %d equals the published value', (text, seed, hash) => {
    expect(murmurHash([words(text)], seed)).toBe(hash);
  });

  it('the boundaries between parts do not change the hash', () => {
    const whole = murmurHash([words('testtest')], 7);
    expect(murmurHash([words('test'), words(''), words('test')], 7)).toBe(whole);
  });
});
