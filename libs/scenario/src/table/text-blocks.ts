import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { InputError, describeFileError } from '#geo';
import { detectEncoding, type Encoding } from './encoding.js';

const BLOCK_BYTES = 256 * 1024;
/** The longest line. A real row has some hundred bytes; a binary file may have no line end at all. */
const MAX_LINE_BYTES = 1024 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A piece of the text of a file, which ends at the end of a line, or at that of the file. */
export interface TextBlock {
  readonly text: string;
  readonly encoding: Encoding;
}

/**
 * Reads a text file in blocks of whole lines. A block that is not UTF-8 is read as ISO 8859-1, in
 * which every byte is a letter or a sign.
 *
 * @throws {InputError} when the file can't be read, is not a text, or has a line of more than 1 MB
 */
export async function* readTextBlocks(file: string): AsyncGenerator<TextBlock> {
  let encoding: Encoding | undefined;
  let rest: Buffer = Buffer.alloc(0);
  let lines = 0;
  for await (const chunk of readChunks(file)) {
    encoding ??= detectEncoding(chunk, file);
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = endOfLines(bytes, encoding);
    rest = bytes.subarray(end);
    if (rest.length > MAX_LINE_BYTES) throw tooLong(file, lines + 1);
    if (end === 0) continue;
    const block = decode(bytes.subarray(0, end), encoding);
    lines += countLines(block.text);
    yield block;
  }
  if (encoding !== undefined && rest.length > 0) yield decode(rest, encoding);
}

/** @returns the number of line ends: `\n`, `\r\n` or `\r` */
export function countLines(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

async function* readChunks(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: BLOCK_BYTES })) {
      yield chunk as Buffer;
    }
  } catch (error) {
    throw new InputError(file, '', describeFileError(error));
  }
}

/** The offset after the last line end; a `\r` that ends the bytes may have its `\n` in the next ones. */
function endOfLines(bytes: Buffer, encoding: Encoding): number {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return endOfUnits(bytes, encoding);
  const feed = bytes.lastIndexOf(LINE_FEED);
  if (feed >= 0) return feed + 1;
  return bytes.subarray(0, -1).lastIndexOf(CARRIAGE_RETURN) + 1;
}

/** As `endOfLines`, for code units of two bytes. */
function endOfUnits(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): number {
  const low = encoding === 'utf-16le' ? 0 : 1;
  const even = bytes.length - (bytes.length % 2);
  for (let i = even - 2; i >= 0; i -= 2) {
    if (bytes[i + low] === LINE_FEED && bytes[i + 1 - low] === 0) return i + 2;
  }
  return 0;
}

function decode(bytes: Buffer, encoding: Encoding): TextBlock {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    return { text: new TextDecoder(encoding).decode(bytes), encoding };
  }
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), encoding };
  return { text: bytes.toString('latin1'), encoding: 'iso-8859-1' };
}

const tooLong = (file: string, line: number): InputError =>
  InputError.fromProblems(
    file,
    [
      {
        where: `line ${line}`,
        problem: 'is longer than 1 MB',
        remedy: 'A table has a line for each row: export the file as CSV',
      },
    ],
    1,
  );
