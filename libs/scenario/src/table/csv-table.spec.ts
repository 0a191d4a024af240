import fc from 'fast-check';
import { afterAll, describe, expect, it } from '@jest/globals';
import { InputFiles } from '../../test/input-files.js';
import { openTable } from './open-table.js';

const files = new InputFiles();
afterAll(() => files.remove());

interface Dialect {
  readonly separator: string;
  readonly lineEnd: string;
  readonly encoding: 'utf8' | 'utf16le' | 'utf16be';
  readonly hasMark: boolean;
  readonly quotesAll: boolean;
  readonly hasEmptyLines: boolean;
}

const dialects: fc.Arbitrary<Dialect> = fc.record({
  separator: fc.constantFrom(',', ';', '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom('utf8', 'utf16le', 'utf16be'),
  hasMark: fc.boolean(),
  quotesAll: fc.boolean(),
  hasEmptyLines: fc.boolean(),
});

/** Cells that may hold separators, quotes, line ends and letters of any script. */
const cells = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'é', '中', '🚕', '1', '.', '-', ' '), maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('a', ',', ';', '\t', '"', '\n', '='), maxLength: 8 }),
);

const tables = fc.integer({ min: 2, max: 5 }).chain((width) =>
  fc.array(fc.array(cells, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 8,
  }),
);

function writeDialect(rows: readonly (readonly string[])[], dialect: Dialect): Uint8Array {
  const { separator, lineEnd, quotesAll, hasEmptyLines, encoding, hasMark } = dialect;
  const lines = rows.map((row) => row.map((cell) => writeCell(cell, quotesAll)).join(separator));
  const text = lines.join(hasEmptyLines ? lineEnd + lineEnd : lineEnd) + lineEnd;
  if (encoding === 'utf8') return Buffer.from(hasMark ? `\uFEFF${text}` : text, 'utf8');
  const little = Buffer.from(hasMark ? `\uFEFF${text}` : text, 'utf16le');
  return encoding === 'utf16le' ? little : little.swap16();
}

const writeCell = (cell: string, quotesAll: boolean): string =>
  quotesAll || /[",;\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

async function readAll(file: string): Promise<{ columns: readonly string[]; rows: string[][] }> {
  const table = await openTable(file);
  const rows: string[][] = [];
  for await (const batch of table.readBatches(table.columns.map((_, i) => i))) {
    rows.push(...batch.rows.map((row) => [...row]));
  }
  return { columns: table.columns, rows };
}

describe('openTable', () => {
  it('a table written in any dialect is read back equal', async () => {
    await fc.assert(
      fc.asyncProperty(tables, dialects, async (rows, dialect) => {
        const header = rows[0]!.map((_, i) => `column ${i}`);
        const file = files.write('any.csv', writeDialect([header, ...rows], dialect));
        const table = await readAll(file);
        // A row of one empty cell is an empty line, which is left out.
        expect(table).toEqual({ columns: header, rows });
      }),
      { numRuns: 300 },
    );
  });

  it('rows are read the same with and without quotes, over many blocks', async () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => [`${i}`, `${i * 7}`, 'x'.repeat(i % 30)]);
    const write = (quotesAll: boolean) =>
      rows.map((row) => row.map((cell) => writeCell(cell, quotesAll)).join(',')).join('\n');
    const bare = await readAll(files.write('bare.csv', `a,b,c\n${write(false)}`));
    const quoted = await readAll(files.write('quoted.csv', `a,b,c\n${write(true)}`));
    expect(bare.rows).toHaveLength(40_000);
    expect(quoted).toEqual(bare);
  });

  it('a text that is not UTF-8 is read as ISO 8859-1', async () => {
    const file = files.write('latin.csv', Buffer.from('Stra\xdfe,b\nM\xfcnchen,\xa3\n', 'latin1'));
    expect(await readAll(file)).toEqual({ columns: ['Straße', 'b'], rows: [['München', '£']] });
  });

  it("Excel's line with the separator is not the header", async () => {
    const file = files.write('excel.csv', 'sep=;\r\na;b\r\n1,5;2\r\n');
    expect(await readAll(file)).toEqual({ columns: ['a', 'b'], rows: [['1,5', '2']] });
  });

  it('a table may have ten thousand columns', async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const file = files.write('wide.csv', `${names.join(',')}\n${names.join(',')}\n`);
    expect((await readAll(file)).rows).toEqual([names]);
  });

  it.each([
    ['a line of 50 MB', () => 'a,b\n' + 'x'.repeat(50_000_000), /line 2: is longer than 1 MB/],
    ['NUL bytes', () => Buffer.from([1, 0, 0, 2, 0, 0, 0, 3]), /holds NUL bytes/],
    ['a NUL byte far below', () => `a,b\n${'1,2\n'.repeat(2_000)}1,\0\n`, /line 2002: holds a NUL/],
    [
      'an open quote',
      () => `a,b\n1,2\n"3,4\n${'5,6\n'.repeat(100)}`,
      /quote \("\) is opened and never/,
    ],
    ['an open quote in a large file', () => `a,b\n"1,2\n${'5,6\n'.repeat(2e6)}`, /never closed/],
    ['a quote within a bare field', () => 'a,b\n1,5" and 6"\n', /line 2: Invalid Opening Quote/],
    ['gzip', () => Buffer.from([0x1f, 0x8b, 8, 0]), /is compressed with gzip: unpack it first/],
    ['a workbook', () => Buffer.from('PK\x03\x04\x14\0'), /is an Excel workbook or a zip archive/],
    ['a web page', () => '<!DOCTYPE html><html><body>404</body></html>', /is a web page or XML/],
    ['damaged Parquet', () => 'PAR1 and no more', /can't be read as Parquet/],
    ['an empty file', () => '', /line 1: the file is empty/],
  ])('%s is refused', async (_, content, message) => {
    await expect(readAll(files.write('hostile.csv', content()))).rejects.toThrow(message);
  });
});
