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
  ])('%j with seed %d is what others make of it', (text, seed, hash) => {
    expect(murmurHash([words(text)], seed)).toBe(hash);
  });

  it('where one part ends and the next begins makes no difference', () => {
    const whole = murmurHash([words('testtest')], 7);
    expect(murmurHash([words('test'), words(''), words('test')], 7)).toBe(whole);
  });
});
