import type { Position } from '#contracts';
import { assertDistinct, readCsvRows } from '../csv/csv-table.js';
import { readPosition } from '../demand/trip-demand.js';

/** A vehicle and its position at the beginning of the day. */
export interface FleetVehicle {
  readonly id: string;
  readonly position: Position;
}

/**
 * Reads a fleet from CSV: `vehicle_id,lat,lon` in degrees.
 *
 * @param csvText the content of the file
 * @param source the name of the file in an error
 * @returns vehicles in the order of the file
 * @throws InputError with file, line and field
 */
export function readVehicles(csvText: string, source: string): FleetVehicle[] {
  const rows = readCsvRows(csvText, source, ['vehicle_id', 'lat', 'lon']);
  assertDistinct(rows, 'vehicle_id');
  return rows.map((row) => ({
    id: row.readRequired('vehicle_id'),
    position: readPosition(row, 'lat', 'lon'),
  }));
}
