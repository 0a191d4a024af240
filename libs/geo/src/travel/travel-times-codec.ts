import { InputError } from '../input-error.js';
import { murmurHash } from '../network/murmur-hash.js';
import { networkFingerprint } from '../network/network-fingerprint.js';
import type { TravelRow } from './travel-row.js';
import type { TravelTimes } from './travel-times.js';

/**
 * The file consists of little-endian words of 32 bits: a header of magic, version, two words of
 * the network's fingerprint, node count and row count; then for each row its target, its
 * checksum, the seconds of all nodes and their metres as floats. The words are written as they
 * are in memory. A big-endian machine would read another magic and refuse the file.
 */
const MAGIC = 0x4d_54_56_54;
const VERSION = 1;
const HEADER_WORDS = 6;
const ROW_HEADER_WORDS = 2;

/** Encoded travel times, positioned at the first byte. */
export interface TravelTimesFile {
  /** Name of the file in an error. */
  readonly source: string;
  /**
   * Fills `into`, or the beginning of it, with the next bytes and returns their number, 0 at the
   * end of the file. `readSync` of Node has this signature.
   */
  readonly read: (into: Uint8Array) => number;
}

/**
 * Encodes the cached rows as chunks for consecutive writes. The same rows give the same bytes.
 * The chunks are views of the rows, not copies: the caller writes them and does not keep them.
 */
export function* encodeTravelTimes(times: TravelTimes): Generator<Uint8Array, void> {
  const rows = [...times.listRows()];
  yield bytesOf(Uint32Array.from([...headerOf(times), rows.length]));
  for (const [node, row] of rows) {
    yield bytesOf(Uint32Array.of(node, checksum(node, row)));
    yield bytesOf(row.seconds);
    yield bytesOf(row.meters);
  }
}

/**
 * Adopts the rows of a file, at most as many as `times` caches. Each row is adopted after its
 * checksum was verified, so the rows that were read before an error are correct and stay.
 *
 * @returns the number of adopted rows
 * @throws InputError when the file has another format, version or network, or is truncated or
 *   corrupt
 */
export function decodeTravelTimes(file: TravelTimesFile, times: TravelTimes): number {
  const rowCount = readHeader(file, times);
  const wanted = Math.min(rowCount, times.maxRows);
  for (let index = 0; index < rowCount; index++) {
    const [node, row] = readRow(file, times.network.nodeCount, index);
    if (index < wanted) times.adopt(node, row);
  }
  if (file.read(new Uint8Array(1)) > 0) {
    throw new InputError(file.source, '', 'the file goes on after its last row');
  }
  return wanted;
}

function headerOf({ network }: TravelTimes): number[] {
  const fingerprint = networkFingerprint(network);
  const words = [fingerprint.slice(0, 8), fingerprint.slice(8)].map((hex) => parseInt(hex, 16));
  return [MAGIC, VERSION, ...words, network.nodeCount];
}

function readHeader(file: TravelTimesFile, times: TravelTimes): number {
  const header = new Uint32Array(HEADER_WORDS);
  readInto(file, header, 'header');
  const refuse = (problem: string) => new InputError(file.source, 'header', problem);
  if (header[0] !== MAGIC) throw refuse('the file holds no travel times');
  if (header[1] !== VERSION) throw refuse(`version ${header[1]!} is not known, only ${VERSION}`);
  if (headerOf(times).some((word, i) => word !== header[i])) {
    throw refuse(`the travel times are of another road network than ${times.network.name}`);
  }
  return header[HEADER_WORDS - 1]!;
}

function readRow(file: TravelTimesFile, nodeCount: number, index: number): [number, TravelRow] {
  const where = `row ${index}`;
  const header = new Uint32Array(ROW_HEADER_WORDS);
  const floats = new Float32Array(2 * nodeCount);
  readInto(file, header, where);
  readInto(file, floats, where);
  const node = header[0]!;
  const row = { seconds: floats.subarray(0, nodeCount), meters: floats.subarray(nodeCount) };
  if (node < nodeCount && checksum(node, row) === header[1]) return [node, row];
  throw new InputError(file.source, where, 'the checksum is wrong, the file was changed');
}

function readInto(file: TravelTimesFile, words: Uint32Array | Float32Array, where: string): void {
  let missing = bytesOf(words);
  while (missing.length > 0) {
    const count = file.read(missing);
    if (count <= 0) throw new InputError(file.source, where, 'the file was cut off here');
    missing = missing.subarray(count);
  }
}

const checksum = (node: number, { seconds, meters }: TravelRow) =>
  murmurHash([wordsOf(seconds), wordsOf(meters)], node);

const wordsOf = ({ buffer, byteOffset, length }: Float32Array) =>
  new Uint32Array(buffer, byteOffset, length);

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);
