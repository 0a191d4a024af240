import { open } from 'node:fs/promises';
import { InputError, describeFileError } from '#geo';
import { openCsvTable } from './csv-table.js';
import { openParquetTable } from './parquet-table.js';
import type { Table } from './table.js';

const PARQUET = 'PAR1';

/**
 * Opens a table by its content and not by the ending of its name: Parquet, or else CSV.
 *
 * @throws {InputError} when the file can't be read, or is neither
 */
export async function openTable(file: string): Promise<Table> {
  const start = await readStart(file);
  return start === PARQUET ? openParquetTable(file) : openCsvTable(file);
}

async function readStart(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(PARQUET.length), 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new InputError(file, '', describeFileError(error));
  }
}
