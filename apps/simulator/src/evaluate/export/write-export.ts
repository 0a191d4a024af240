import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { startNodesOf, UsageError } from '#simulation';
import type { StatusLine } from '../../progress/status-line.js';
import type { Evaluation } from '../evaluation.js';
import { EXPORT_TABLES, type ExportRow, type ExportTable } from './export-tables.js';
import { midnightOf, type ExportedDay } from './exported-day.js';

/**
 * Creates the folder of an export, before the simulation of some minutes.
 *
 * @throws {UsageError} with the reason
 */
export async function createExportFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found && !found.isDirectory()) {
    throw new UsageError(`--export takes a folder, ${folder} is a file`);
  }
  // Not recursive: a typing error in a path would otherwise create folders.
  if (!found) {
    await mkdir(folder).catch((error: unknown) => {
      throw new UsageError(`--export: ${folder} can't be created (${(error as Error).message})`);
    });
  }
}

/**
 * Writes the day of each policy to a folder of its own: tables as CSV, and trips and legs of cars
 * as GeoJSON too. Rows are written as they are made, so that memory does not grow with the day.
 */
export async function writeExport(
  folder: string,
  { city, results }: Evaluation,
  status: StatusLine,
): Promise<void> {
  const startNodes = startNodesOf(city);
  const midnightMs = midnightOf(city);
  for (const { policy, record } of results) {
    const own = path.join(folder, policy);
    await mkdir(own, { recursive: true });
    status.update(`exporting ${policy}…`);
    const day: ExportedDay = { city, record, startNodes, midnightMs };
    for (const table of EXPORT_TABLES) await writeTable(own, table, day);
  }
  status.print(`exported to ${folder}: a folder a policy, ${fileNames().join(', ')}`);
}

const fileNames = (): string[] =>
  EXPORT_TABLES.flatMap(({ name, line }) => [`${name}.csv`, ...(line ? [`${name}.geojson`] : [])]);

async function writeTable(folder: string, table: ExportTable, day: ExportedDay): Promise<void> {
  const { name, columns, rows, line } = table;
  // A spreadsheet would run a cell such as =cmd() of a hostile file.
  const csv = stringify({ header: true, columns: [...columns], escape_formulas: true });
  const file = path.join(folder, `${name}.csv`);
  await pipeline(Readable.from(rows(day)), csv, createWriteStream(file));
  if (!line) return;
  const geojson = path.join(folder, `${name}.geojson`);
  await pipeline(Readable.from(featureLines(rows(day), line)), createWriteStream(geojson));
}

/** One feature a line, so that a long file can be read line by line. */
function* featureLines(
  rows: Iterable<ExportRow>,
  [fromLng, fromLat, toLng, toLat]: NonNullable<ExportTable['line']>,
): Generator<string> {
  yield '{"type":"FeatureCollection","features":[';
  let separator = '\n';
  for (const row of rows) {
    const { [fromLng]: x1, [fromLat]: y1, [toLng]: x2, [toLat]: y2, ...properties } = row;
    const geometry = {
      type: 'LineString',
      coordinates: [
        [x1, y1],
        [x2, y2],
      ],
    };
    yield `${separator}${JSON.stringify({ type: 'Feature', geometry, properties })}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}
