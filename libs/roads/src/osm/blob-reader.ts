import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { PbfReader } from 'pbf';
import { InputError } from '#geo';

/** The bounds of the format: https://wiki.openstreetmap.org/wiki/PBF_Format#File_format */
const MOST_HEADER_BYTES = 64 * 2 ** 10;
const MOST_BLOB_BYTES = 32 * 2 ** 20;

/** A block of the file: where it begins, and its content without compression. */
export interface Blob {
  /** The place of its header in the file, in bytes. */
  readonly offset: number;
  /** The place after it. */
  readonly end: number;
  readonly type: string;
  readContent(): Promise<Uint8Array>;
}

/**
 * Reads the blobs of an OSM PBF file one after the other, of which at most one is in memory.
 *
 * @throws {InputError} when the file is cut off or damaged
 */
export async function* readBlobs(handle: FileHandle, source: string): AsyncGenerator<Blob> {
  const { size } = await handle.stat();
  const bytes = new FileBytes(handle, source);
  for (let offset = 0; offset < size;) {
    const prefix = await bytes.read(offset, 4);
    const headerBytes = prefix.readUInt32BE();
    if (headerBytes > MOST_HEADER_BYTES) throw bytes.damaged(offset);
    const { type, dataBytes } = readHeader(await bytes.read(offset + 4, headerBytes));
    if (type === '' || dataBytes > MOST_BLOB_BYTES) throw bytes.damaged(offset);
    const [begin, start] = [offset, offset + 4 + headerBytes];
    const readContent = async () => unpack(await bytes.read(start, dataBytes), bytes, begin);
    offset = start + dataBytes;
    yield { offset: begin, end: offset, type, readContent };
  }
}

class FileBytes {
  constructor(
    private readonly handle: FileHandle,
    private readonly source: string,
  ) {}

  async read(offset: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    let known = 0;
    while (known < length) {
      const { bytesRead } = await this.handle.read(buffer, known, length - known, offset + known);
      if (bytesRead === 0) throw this.damaged(offset, 'was cut off');
      known += bytesRead;
    }
    return buffer;
  }

  damaged(offset: number, what = 'is damaged'): InputError {
    const remedy = 'Download it again.';
    return InputError.fromProblems(
      this.source,
      [{ where: `byte ${offset.toLocaleString('en')}`, problem: `the file ${what}`, remedy }],
      1,
    );
  }

  unknownCompression(offset: number): InputError {
    const where = `byte ${offset.toLocaleString('en')}`;
    const problem = 'its compression is not zlib';
    const remedy =
      'Convert it: osmium cat city.osm.pbf -f pbf,pbf_compression=zlib -o zlib.osm.pbf';
    return InputError.fromProblems(this.source, [{ where, problem, remedy }], 1);
  }
}

function readHeader(bytes: Uint8Array): { type: string; dataBytes: number } {
  const header = { type: '', dataBytes: Infinity };
  new PbfReader(bytes).readFields((field, _, pbf) => {
    if (field === 1) header.type = pbf.readString();
    else if (field === 3) header.dataBytes = pbf.readVarint();
  }, header);
  return header;
}

async function unpack(bytes: Uint8Array, file: FileBytes, offset: number): Promise<Uint8Array> {
  const blob: { raw?: Uint8Array; zlib?: Uint8Array } = {};
  new PbfReader(bytes).readFields((field, _, pbf) => {
    if (field === 1) blob.raw = pbf.readBytes();
    else if (field === 3) blob.zlib = pbf.readBytes();
  }, blob);
  if (blob.raw) return blob.raw;
  if (!blob.zlib) throw file.unknownCompression(offset);
  try {
    return await inflateAsync(blob.zlib, { maxOutputLength: MOST_BLOB_BYTES });
  } catch {
    throw file.damaged(offset);
  }
}

const inflateAsync = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate);
