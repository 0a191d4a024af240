const BLOCK_FACTOR = 0xcc9e2d51;
const OTHER_BLOCK_FACTOR = 0x1b873593;

/**
 * MurmurHash3 (Appleby, x86, 32 bits) of 32-bit words. It detects corruption; it is not
 * cryptographic.
 *
 * @param parts hashed as if they were concatenated
 * @returns a whole number from 0 to 2³² − 1
 */
export function murmurHash(parts: Iterable<Uint32Array>, seed: number): number {
  let hash = seed;
  let length = 0;
  for (const words of parts) {
    hash = mixWords(hash, words);
    length += words.byteLength;
  }
  return finalize(hash ^ length);
}

function mixWords(seed: number, words: Uint32Array): number {
  let hash = seed;
  for (let i = 0; i < words.length; i++) {
    const block = Math.imul(words[i]!, BLOCK_FACTOR);
    hash ^= Math.imul((block << 15) | (block >>> 17), OTHER_BLOCK_FACTOR);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  return hash;
}

function finalize(mixture: number): number {
  let hash = Math.imul(mixture ^ (mixture >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
