import type { Position } from '#contracts';
import type { NumberRules, RowReader } from '../table/row-reader.js';

/** Which end of a ride: its origin or its destination. */
export type RideEnd = 'o' | 'd';

/** Reads the place of one end of a ride; undefined when the row has a problem or is left out. */
export type PlaceReader = (row: RowReader, end: RideEnd) => Position | undefined;

const LATITUDE = 90;
const LONGITUDE = 180;

const rulesOf = (limit: number): NumberRules => ({
  range: [-limit, limit],
  comma: 'decimal',
  remedy: (value) => coordinateRemedy(Math.abs(value), limit),
});

const LATITUDE_RULES = rulesOf(LATITUDE);
const LONGITUDE_RULES = rulesOf(LONGITUDE);

/**
 * Reads a position from two columns in degrees. A comma is the decimal separator.
 *
 * @returns undefined with a problem when a value is no coordinate
 */
export function readPosition(row: RowReader, lat: string, lon: string): Position | undefined {
  const position = {
    lat: row.readNumber(lat, LATITUDE_RULES),
    lng: row.readNumber(lon, LONGITUDE_RULES),
  };
  return Number.isNaN(position.lat) || Number.isNaN(position.lng) ? undefined : position;
}

const COLUMNS = { o: ['o_lat', 'o_lon'], d: ['d_lat', 'd_lon'] } as const;

/** Makes the reader of places in degrees. @param leavesOutMissing see `RequestFormat` */
export const degreesReader =
  (leavesOutMissing: boolean): PlaceReader =>
  (row, end) => {
    const [lat, lon] = COLUMNS[end];
    if (!leavesOutMissing) return readPosition(row, lat, lon);
    if (row.readText(lat) === '' || row.readText(lon) === '') {
      row.leaveOut('missing', 'a place is missing');
      return undefined;
    }
    const position = readPosition(row, lat, lon);
    if (position?.lat !== 0 || position.lng !== 0) return position;
    row.leaveOut('missing', 'a place is 0,0');
    return undefined;
  };

/** What a number beyond ±90 or ±180 probably is. */
function coordinateRemedy(size: number, limit: number): string {
  if (size <= LONGITUDE) {
    return 'Latitude and longitude may be swapped: name the columns with --columns "o_lat=…,o_lon=…"';
  }
  for (const factor of [1e5, 1e6, 1e7]) {
    if (Number.isInteger(size) && size >= factor && size <= limit * factor) {
      return `It may be degrees × ${factor.toLocaleString('en')}: divide the column by that`;
    }
  }
  return 'It may be a projected coordinate in metres: convert the file to degrees (WGS 84, EPSG:4326)';
}
