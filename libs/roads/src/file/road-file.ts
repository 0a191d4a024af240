import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { InputError, describeFileError } from '#geo';

/** A file whose first bytes were looked at. */
export interface RoadFile {
  /** The path of the file. */
  readonly path: string;
  /** The name of the file in an error, as the user gave it. */
  readonly source: string;
  /** The size of the file on disk, in bytes, above 0. */
  readonly bytes: number;
  /** The first bytes of the content, decompressed; at most `HEAD_BYTES`. */
  readonly head: Buffer;
  readonly isGzip: boolean;
  /** The encoding by the byte order mark; UTF-8 without one. */
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
}

/** Enough for the first element of a file behind a comment or a licence. */
const HEAD_BYTES = 4_096;

/**
 * Looks at the beginning of a file.
 *
 * @throws {InputError} when the file is missing, empty, a folder, not readable, or a damaged gzip file
 */
export async function openRoadFile(path: string): Promise<RoadFile> {
  const bytes = await sizeOf(path);
  const start = await firstBytes(path);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const head = isGzip ? await firstBytesOfGzip(path) : start;
  if (head.length === 0) throw new InputError(path, '', 'the file is empty');
  return { path, source: path, bytes, head, isGzip, encoding: encodingOf(head) };
}

/** The first bytes as text, without a byte order mark and leading white space. */
export function headText({ head, encoding }: RoadFile): string {
  return new TextDecoder(encoding).decode(head).trimStart();
}

async function sizeOf(path: string): Promise<number> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (!facts.isFile()) throw new InputError(path, '', 'is not a regular file');
    return facts.size;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(path, '', describeFileError(error));
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new InputError(path, '', describeFileError(error));
  }
}

async function firstBytesOfGzip(path: string): Promise<Buffer> {
  const stream = createReadStream(path, { end: 2 ** 18 });
  const gunzip = stream.pipe(createGunzip());
  try {
    for await (const piece of gunzip) return (piece as Buffer).subarray(0, HEAD_BYTES);
    return Buffer.alloc(0);
  } catch {
    throw new InputError(path, '', 'its compression (gzip) is damaged or cut off');
  } finally {
    stream.destroy();
  }
}

function encodingOf(head: Buffer): RoadFile['encoding'] {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
