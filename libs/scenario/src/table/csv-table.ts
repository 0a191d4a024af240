import { InputError } from '#geo';
import { readCsvRecords } from './csv-records.js';
import type { RowBatch, Table } from './table.js';
import { readTextBlocks } from './text-blocks.js';

/** Separators by their names for people; of several that occur equally often the first one counts. */
const SEPARATORS: readonly (readonly [string, string])[] = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
];

/** Excel writes the separator into a line before the header. */
const SEPARATOR_LINE = /^sep=(.)$/i;

/**
 * Opens a CSV file: its separator is detected from the first line, its encoding from its bytes.
 *
 * @throws {InputError} when the file can't be read, is empty, or is not a text
 */
export async function openCsvTable(file: string): Promise<Table> {
  const separator = await detectSeparator(file);
  const header = await readHeader(file, separator);
  const name = SEPARATORS.find(([known]) => known === separator)?.[1] ?? `"${separator}"`;
  return {
    source: file,
    columns: header.columns,
    rowWord: 'line',
    dialect: `CSV, ${name}, ${header.encoding}`,
    separator,
    readBatches: () => readRows(file, separator, header.line),
  };
}

async function* readRows(
  file: string,
  separator: string,
  headerLine: number,
): AsyncGenerator<RowBatch> {
  let isBeyond = false;
  for await (const { rows, numbers } of readCsvRecords(file, separator)) {
    const first = isBeyond ? 0 : numbers.findIndex((line) => line > headerLine);
    if (first < 0) continue;
    isBeyond = true;
    yield { rows: rows.slice(first), numbers: numbers.slice(first) };
  }
}

interface Header {
  readonly columns: readonly string[];
  readonly line: number;
  readonly encoding: string;
}

async function readHeader(file: string, separator: string): Promise<Header> {
  for await (const { rows, numbers, encoding } of readCsvRecords(file, separator)) {
    const index = rows.findIndex((row) => !SEPARATOR_LINE.test(row.join(separator)));
    const row = rows[index];
    if (!row) continue;
    const columns = row.map((cell) => cell.replace(/^\uFEFF/, '').trim());
    return { columns, line: numbers[index] ?? 1, encoding };
  }
  throw new InputError(file, 'line 1', 'the file is empty');
}

async function detectSeparator(file: string): Promise<string> {
  for await (const { text } of readTextBlocks(file)) {
    const line = text
      .replace(/^\uFEFF/, '')
      .split(/\r\n|\n|\r/)
      .find((each) => each.trim() !== '');
    if (line === undefined) continue;
    const stated = SEPARATOR_LINE.exec(line)?.[1];
    return stated ?? mostFrequent(line.replace(/"[^"]*"/g, ''));
  }
  throw new InputError(file, 'line 1', 'the file is empty');
}

function mostFrequent(header: string): string {
  const counts = SEPARATORS.map(([separator]) => header.split(separator).length);
  const [best = ','] = SEPARATORS[counts.indexOf(Math.max(...counts))] ?? [];
  return best;
}
