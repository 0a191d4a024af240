import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError, describeFileError } from '#geo';
import type { RoadFile } from './road-file.js';

/**
 * The characters of a text file that is parsed as a whole: V8 has no longer strings. The parsed
 * objects of such a file take about 3 GB.
 */
const MOST_CHARACTERS = 2 ** 29 - 24;

/**
 * Reads a text file piece by piece: UTF-8, or UTF-16 with a byte order mark; compressed by gzip or
 * not. The byte order mark is left out.
 *
 * @throws {InputError} when the file can't be read, its compression is damaged, or its bytes are no text
 */
export async function* readTextPieces(file: RoadFile): AsyncGenerator<string> {
  const decoder = new TextDecoder(file.encoding, { fatal: true });
  try {
    for await (const piece of openBytes(file)) {
      yield decoder.decode(piece as Uint8Array, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    throw asInputError(error, file);
  }
}

/** Reads a whole text file. @throws {InputError} as `readTextPieces`, and for more than 2^29 characters */
export async function readText(file: RoadFile): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of readTextPieces(file)) {
    length += piece.length;
    if (length > MOST_CHARACTERS) throw tooLong(file);
    pieces.push(piece);
  }
  return pieces.join('');
}

function openBytes({ path, isGzip }: RoadFile): Readable {
  const stream = createReadStream(path, { highWaterMark: 2 ** 18 });
  if (!isGzip) return stream;
  const gunzip = createGunzip();
  stream.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => stream.destroy());
  return stream.pipe(gunzip);
}

function tooLong({ source }: RoadFile): InputError {
  const size = `${Math.round(MOST_CHARACTERS / 2 ** 20)} MB`;
  return InputError.fromProblems(
    source,
    [
      {
        where: '',
        problem: `holds more than ${size} of text`,
        remedy: 'Cut the city out of it, or leave out the geometry of the links.',
      },
    ],
    1,
  );
}

function asInputError(error: unknown, { source, encoding, isGzip }: RoadFile): unknown {
  const { code } = error as { code?: unknown };
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    const remedy = 'Convert it, for example with iconv -f latin1 -t utf-8.';
    const problem = `is not text in ${encoding.toUpperCase()}`;
    return InputError.fromProblems(source, [{ where: '', problem, remedy }], 1);
  }
  if (isGzip && typeof code === 'string' && code.startsWith('Z_')) {
    return new InputError(source, '', 'its compression (gzip) is damaged or cut off');
  }
  return typeof code === 'string' ? new InputError(source, '', describeFileError(error)) : error;
}
