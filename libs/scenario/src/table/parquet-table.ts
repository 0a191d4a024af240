import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { InputError } from '#geo';
import type { RowBatch, Table } from './table.js';

type ParquetFile = Awaited<ReturnType<typeof asyncBufferFromFile>>;
type ParquetMetadata = Awaited<ReturnType<typeof parquetMetadataAsync>>;

/**
 * Rows that are read at once, so that the memory of a large row group is bounded. Pages before them
 * in their group are decoded again, so a smaller number would be slower.
 */
const BATCH_ROWS = 200_000;

/**
 * Opens a Parquet file (https://parquet.apache.org/docs/file-format/) with columns of numbers, texts
 * and moments. Nested columns can't be read as cells. Moments become ISO 8601: with 'Z' when the
 * column is adjusted to UTC, otherwise without a zone, as a wall time.
 *
 * @throws {InputError} when the file is not Parquet
 */
export async function openParquetTable(file: string): Promise<Table> {
  const buffer = await asyncBufferFromFile(file);
  const metadata = await readOrRefuse(file, () => parquetMetadataAsync(buffer));
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  return {
    source: file,
    columns,
    rowWord: 'row',
    dialect: 'Parquet',
    readBatches: (wanted) => readRows(buffer, { metadata, columns, wanted, source: file }),
  };
}

interface Reading {
  readonly metadata: ParquetMetadata;
  readonly columns: readonly string[];
  readonly wanted: readonly number[];
  readonly source: string;
}

async function* readRows(
  file: ParquetFile,
  { metadata, columns, wanted, source }: Reading,
): AsyncGenerator<RowBatch> {
  const names = wanted.map((index) => columns[index] ?? '');
  const places = wanted.map((index) => ({ index, text: cellReader(metadata, columns[index]) }));
  for (const { rowStart, rowEnd } of rangesOf(metadata)) {
    const records = await readOrRefuse(source, () =>
      readRecords({ file, metadata, columns: names, rowStart, rowEnd }),
    );
    yield {
      rows: records.map((values) => toCells(values, places)),
      numbers: records.map((_, i) => rowStart + i + 1),
    };
  }
}

/** The parts of the file that are read at once: no part has rows of two row groups. */
function* rangesOf({ row_groups: groups }: ParquetMetadata): Generator<RowRange> {
  let begin = 0;
  for (const { num_rows: size } of groups) {
    const end = begin + Number(size);
    for (let rowStart = begin; rowStart < end; rowStart += BATCH_ROWS) {
      yield { rowStart, rowEnd: Math.min(end, rowStart + BATCH_ROWS) };
    }
    begin = end;
  }
}

interface RowRange {
  readonly rowStart: number;
  readonly rowEnd: number;
}

interface Range extends RowRange {
  readonly file: ParquetFile;
  readonly metadata: ParquetMetadata;
  readonly columns: string[];
}

async function readRecords(range: Range): Promise<unknown[][]> {
  let records: unknown[][] = [];
  const onComplete = (rows: unknown[][]): void => {
    records = rows;
  };
  await parquetRead({ ...range, compressors, onComplete });
  return records;
}

interface CellPlace {
  readonly index: number;
  readonly text: (value: unknown) => string;
}

function toCells(values: readonly unknown[], places: readonly CellPlace[]): string[] {
  const cells: string[] = [];
  places.forEach(({ index, text }, i) => {
    cells[index] = text(values[i]);
  });
  return cells;
}

/** Makes the function that writes the values of a column as texts. */
function cellReader(
  metadata: ParquetMetadata,
  column: string | undefined,
): (value: unknown) => string {
  const logical = metadata.schema.find(({ name }) => name === column)?.logical_type;
  const isWallTime = logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC;
  return (value) => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) return JSON.stringify(value);
    return isWallTime ? value.toISOString().slice(0, -1) : value.toISOString();
  };
}

/** The library throws plain errors and RangeErrors for a damaged file. */
async function readOrRefuse<T>(source: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(source, '', `can't be read as Parquet (${reason})`);
  }
}
