import { parquetWriteBuffer, type ColumnSource, type ParquetWriteOptions } from 'hyparquet-writer';
import { gzipSync } from 'node:zlib';

export interface ParquetFileOptions {
  readonly codec?: ParquetWriteOptions['codec'];
  readonly rowGroupSize?: number;
}

/** Writes a Parquet file in memory. Moments given as TIMESTAMP are wall times, as in files of the TLC. */
export function parquetFile(
  columns: readonly ColumnSource[],
  { codec = 'SNAPPY', rowGroupSize }: ParquetFileOptions = {},
): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: [...columns],
    codec,
    rowGroupSize,
    compressors: { GZIP: (bytes) => gzipSync(bytes) },
  });
  return new Uint8Array(buffer);
}
