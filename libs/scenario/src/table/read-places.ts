import type { Position } from '#contracts';
import { InputError, InputProblems } from '#geo';
import { readPosition } from '../request/place-reader.js';
import { mapColumns } from './column-map.js';
import { openTable } from './open-table.js';
import { RowReader } from './row-reader.js';

const LATITUDES = ['lat', 'latitude', 'y', 'pos_y'];
const LONGITUDES = ['lon', 'lng', 'long', 'longitude', 'x', 'pos_x'];

/** An id as a key: `12`, `12.0` and ` 12` are the same. */
export const placeKey = (id: string): string => {
  const text = id.trim();
  return /^-?\d+(\.0*)?$/.test(text) ? String(Number(text)) : text;
};

/**
 * Reads the places of ids from a table with the columns of the id, latitude and longitude.
 *
 * @param ids names of the column of the id; the first that the table has counts
 * @throws {InputError} with file, line and field
 */
export async function readPlaceTable(
  file: string,
  ids: readonly string[],
): Promise<Map<string, Position>> {
  const table = await openTable(file);
  const fields = { id: ids, lat: LATITUDES, lon: LONGITUDES };
  const map = mapColumns(table, { fields, given: {}, required: ['id', 'lat', 'lon'] });
  const row = new RowReader(table, map, false);
  const places = new Map<string, Position>();
  for await (const { rows, numbers } of table.readBatches([...map.indexes.values()])) {
    rows.forEach((cells, i) => {
      row.begin(cells, numbers[i] ?? 0);
      const id = row.readRequired('id');
      const position = readPosition(row, 'lat', 'lon');
      if (position && row.isGood) places.set(placeKey(id), position);
    });
  }
  row.throwIfAny();
  if (places.size === 0) throw new InputError(file, 'line 1', 'no rows follow the header');
  return places;
}

/** Refuses coordinates of a JSON file that are not degrees. @returns whether they are */
export function checkDegrees(
  problems: InputProblems,
  where: string,
  [lng, lat]: readonly [number, number],
): boolean {
  if (Math.abs(lng) <= 180 && Math.abs(lat) <= 90) return true;
  problems.add(
    where,
    `[${lng}, ${lat}] are no degrees`,
    'Convert projected coordinates to degrees: ogr2ogr -t_srs EPSG:4326 degrees.geojson projected.geojson',
  );
  return false;
}
