import { InputError } from '#geo';

/** The encodings of text files. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1';

/** Kinds of files that people give for a CSV file, by their first bytes. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['\x1f\x8b', 'is compressed with gzip: unpack it first (gunzip)'],
  ['PK\x03\x04', 'is an Excel workbook or a zip archive: save the table as CSV, or unpack it'],
  ['\xd0\xcf\x11\xe0', 'is an old Excel workbook: save the table as CSV'],
  ['%PDF', 'is a PDF document: export the table as CSV'],
  ['\x28\xb5\x2f\xfd', 'is compressed with zstd: unpack it first (unzstd)'],
  ['BZh', 'is compressed with bzip2: unpack it first (bunzip2)'],
  ['SQLite format 3', 'is an SQLite database: export the table as CSV'],
];

const MARKUP = /^\s*<(!doctype|html|\?xml)/i;
const PROBE_BYTES = 4_096;
/** Share of zero bytes in a header in UTF-16, of which at least a third is ASCII. */
const LEAST_ZEROS = 0.15;

/**
 * Detects the encoding of a text file by its byte order mark, or by the zero bytes that UTF-16 has
 * in every other place of an English header.
 *
 * @param start the first bytes of the file
 * @throws {InputError} when the file is of a known kind that is not a text, or holds NUL bytes
 */
export function detectEncoding(start: Buffer, source: string): Encoding {
  const head = start.subarray(0, PROBE_BYTES);
  const latin = head.toString('latin1');
  const known = SIGNATURES.find(([signature]) => latin.startsWith(signature));
  if (known) throw new InputError(source, '', known[1]);
  if (MARKUP.test(latin.replace(/^\xef\xbb\xbf/, ''))) {
    throw new InputError(source, '', 'is a web page or XML, not a table: download the file itself');
  }
  if (latin.startsWith('\xff\xfe')) return 'utf-16le';
  if (latin.startsWith('\xfe\xff')) return 'utf-16be';
  if (!head.includes(0)) return 'utf-8';
  return utf16WithoutMark(head) ?? refuse(source);
}

function utf16WithoutMark(head: Buffer): Encoding | undefined {
  const zeros = [0, 0];
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (even === 0 && odd > head.length * LEAST_ZEROS) return 'utf-16le';
  if (odd === 0 && even > head.length * LEAST_ZEROS) return 'utf-16be';
  return undefined;
}

function refuse(source: string): never {
  throw new InputError(source, '', 'holds NUL bytes: it is a binary file and not a table');
}
