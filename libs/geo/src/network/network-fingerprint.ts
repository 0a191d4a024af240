import { murmurHash } from './murmur-hash.js';
import type { RoadNetwork } from './road-network.js';

/** A single hash of 32 bits would probably collide among 100,000 networks, so two are joined. */
const SEEDS = [0x5eed_0001, 0x5eed_0002] as const;

/**
 * A hash of the positions of the nodes and of the links with their seconds and metres, as 16
 * hexadecimal digits. The name of the network does not count. Every little-endian machine
 * computes the same value.
 */
export function networkFingerprint(network: RoadNetwork): string {
  const parts = partsOf(network);
  return SEEDS.map((seed) => murmurHash(parts, seed).toString(16).padStart(8, '0')).join('');
}

function partsOf(network: RoadNetwork): Uint32Array[] {
  const { offsets, heads, seconds, meters } = network.forward;
  return [
    // The two counts determine where each array ends.
    Uint32Array.of(network.nodeCount, heads.length),
    wordsOf(coordinatesOf(network)),
    offsets,
    heads,
    wordsOf(seconds),
    wordsOf(meters),
  ];
}

function coordinatesOf(network: RoadNetwork): Float64Array {
  const coordinates = new Float64Array(2 * network.nodeCount);
  for (let node = 0; node < network.nodeCount; node++) {
    const { lat, lng } = network.position(node);
    coordinates.set([lat, lng], 2 * node);
  }
  return coordinates;
}

const wordsOf = ({ buffer, byteOffset, byteLength }: Float64Array) =>
  new Uint32Array(buffer, byteOffset, byteLength / Uint32Array.BYTES_PER_ELEMENT);
