import type { Position } from '#contracts';
import { quoted } from '#geo';
import { CsvRow, assertDistinct, readCsvRows } from '../csv/csv-table.js';
import { readTimestamp } from '../csv/csv-timestamp.js';

/** A request for a ride from one position to another. */
export interface TripDemand {
  /** Unique within its file or generated day. */
  readonly id: string;
  readonly origin: Position;
  readonly destination: Position;
  /** At least 1. */
  readonly passengers: number;
  /** Seconds since midnight (UTC) of the first day; demand may last several days. */
  readonly departureSeconds: number;
  /** The same moment in milliseconds since 1970. */
  readonly departureMs: number;
}

const DAY_MS = 86_400_000;
const LATITUDES = [-90, 90] as const;
const LONGITUDES = [-180, 180] as const;
const COLUMNS = ['request_id', 'o_lat', 'o_lon', 'd_lat', 'd_lon', 'departure_time'] as const;

/**
 * Reads trip requests from CSV: `request_id,o_lat,o_lon,d_lat,d_lon,departure_time` in degrees
 * and ISO 8601 (UTC without a time zone), and an optional column `passengers` (default 1).
 *
 * @param csvText the content of the file
 * @param source the name of the file in an error
 * @returns requests in the order of departure, then in the order of the file
 * @throws InputError with file, line and field
 */
export function readRequests(csvText: string, source: string): TripDemand[] {
  const rows = readCsvRows(csvText, source, COLUMNS);
  const requests = rows.map(readRequest);
  assertDistinct(rows, 'request_id');
  const first = requests.reduce(
    (earliest, { departureMs }) => Math.min(earliest, departureMs),
    Infinity,
  );
  const midnight = Math.floor(first / DAY_MS) * DAY_MS;
  return requests
    .map((request) => ({ ...request, departureSeconds: (request.departureMs - midnight) / 1_000 }))
    .sort((a, b) => a.departureMs - b.departureMs);
}

function readRequest(row: CsvRow): Omit<TripDemand, 'departureSeconds'> {
  return {
    id: row.readRequired('request_id'),
    origin: readPosition(row, 'o_lat', 'o_lon'),
    destination: readPosition(row, 'd_lat', 'd_lon'),
    departureMs: departureMs(row),
    passengers: readPassengers(row),
  };
}

/** Reads a position from two columns in degrees. */
export function readPosition(row: CsvRow, lat: string, lng: string): Position {
  return { lat: row.readNumber(lat, LATITUDES), lng: row.readNumber(lng, LONGITUDES) };
}

function departureMs(row: CsvRow): number {
  const text = row.readRequired('departure_time');
  const millis = readTimestamp(text);
  if (millis !== undefined) return millis;
  throw row.createError('departure_time', `${quoted(text)} is not a date and time (ISO 8601)`);
}

/** Taxi records have 0 when the driver did not enter a number, although the ride took place. */
function readPassengers(row: CsvRow): number {
  if (row.readText('passengers') === '') return 1;
  const count = row.readNumber('passengers', [0, 1_000]);
  if (!Number.isInteger(count)) throw row.createError('passengers', 'is not a whole number');
  return Math.max(1, count);
}
