import { murmurHash } from './murmur-hash.js';
import type { RoadNetwork } from './road-network.js';

/** One lane of 32 bits would be alike for two out of 100,000 networks more likely than not. */
const SEEDS = [0x5eed_0001, 0x5eed_0002] as const;

/**
 * 16 hex digits that differ for networks on which travel differs: of where the nodes lie, and
 * of the links with their seconds and metres, but not of the name. The same on every machine
 * that has the little end first.
 */
export function networkFingerprint(network: RoadNetwork): string {
  const parts = partsOf(network);
  return SEEDS.map((seed) => murmurHash(parts, seed).toString(16).padStart(8, '0')).join('');
}

function partsOf(network: RoadNetwork): Uint32Array[] {
  const { offsets, heads, seconds, meters } = network.forward;
  return [
    // Where one array ends and the next begins follows from these two.
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
