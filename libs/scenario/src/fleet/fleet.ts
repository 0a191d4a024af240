import type { Position } from '#contracts';
import { assertDistinct, readCsvRows } from '../csv/csv-table.js';
import { readPosition } from '../demand/trip-demand.js';

/** A car and where it stands when the day begins. */
export interface FleetVehicle {
  readonly id: string;
  readonly position: Position;
}

/**
 * Reads a fleet: `vehicle_id,lat,lon`, in degrees.
 *
 * @param csvText the file's content
 * @param source what to call the file in an error
 * @returns in the order of the file
 * @throws InputError naming file, line and field
 */
export function readVehicles(csvText: string, source: string): FleetVehicle[] {
  const rows = readCsvRows(csvText, source, ['vehicle_id', 'lat', 'lon']);
  assertDistinct(rows, 'vehicle_id');
  return rows.map((row) => ({
    id: row.readRequired('vehicle_id'),
    position: readPosition(row, 'lat', 'lon'),
  }));
}
