import type { Position } from '#contracts';
import { InputError } from '#geo';
import { readPosition } from '../request/place-reader.js';
import { DEFAULT_TABLE_OPTIONS, type TableOptions } from '../request/read-options.js';
import type { TableReading } from '../request/request-table.js';
import { mapColumns } from '../table/column-map.js';
import { openTable } from '../table/open-table.js';
import { ownText } from '../table/own-text.js';
import { RowReader } from '../table/row-reader.js';
import { parseTimeOfDay } from '../time/time-of-day.js';
import type { WorkShift } from './work-shift.js';

/** A vehicle and its position at the beginning of the day. */
export interface FleetVehicle {
  readonly id: string;
  readonly position: Position;
  /** Places for riders; undefined when the file doesn't say. */
  readonly seats?: number | undefined;
  /** State of charge at the beginning of the day, from 0 to 1. */
  readonly initialSoc?: number | undefined;
  /** When the vehicle is on duty; undefined when the file doesn't say. */
  readonly shift?: WorkShift | undefined;
  /** The type of the vehicle, as HIVE calls it, such as `leaf_50`. */
  readonly mechatronicsId?: string | undefined;
}

/** What a row of a vehicle may hold, by the names that `--columns` uses. */
export const VEHICLE_FIELDS = [
  'vehicle_id',
  'lat',
  'lon',
  'seats',
  'initial_soc',
  'shift_start',
  'shift_end',
  'mechatronics_id',
] as const;

const REQUIRED = ['vehicle_id', 'lat', 'lon'] as const;
const MOST_SEATS = 100;

/** The vehicles of a file. */
export interface FleetTable {
  /** At least one, in the order of the file. */
  readonly vehicles: readonly FleetVehicle[];
  readonly reading: TableReading;
}

/**
 * Reads a fleet from a CSV or Parquet file: `vehicle_id,lat,lon` in degrees, and optional columns
 * `seats,initial_soc,shift_start,shift_end,mechatronics_id`.
 *
 * @param options `columns` and `skipBadRows` apply
 * @throws {InputError} with file, line and field: up to 20 problems, unless bad rows are skipped
 */
export async function readFleet(
  file: string,
  options: Partial<TableOptions> = {},
): Promise<FleetTable> {
  const { columns, skipBadRows } = { ...DEFAULT_TABLE_OPTIONS, ...options };
  const table = await openTable(file);
  const map = mapColumns(table, {
    fields: Object.fromEntries(VEHICLE_FIELDS.map((field) => [field, [field]])),
    given: Object.fromEntries(
      Object.entries(columns).filter(([field]) => VEHICLE_FIELDS.some((known) => known === field)),
    ),
    required: REQUIRED,
  });
  const row = new RowReader(table, map, skipBadRows);
  const vehicles = new FleetRows(row);
  for await (const { rows, numbers } of table.readBatches([...map.indexes.values()])) {
    rows.forEach((cells, i) => {
      row.begin(cells, numbers[i] ?? 0);
      vehicles.read();
    });
  }
  row.throwIfAny();
  if (vehicles.list.length === 0) throw new InputError(file, '', 'has no vehicle');
  const { source, dialect } = table;
  const reading = { source, dialect, rows: row.count, leftOut: row.listLeftOut() };
  return { vehicles: vehicles.list, reading };
}

/** Turns the rows of a table into vehicles. */
class FleetRows {
  readonly list: FleetVehicle[] = [];
  private readonly rowOfId = new Map<string, number>();

  constructor(private readonly row: RowReader) {}

  read(): void {
    const { row } = this;
    const id = row.readRequired('vehicle_id');
    const position = readPosition(row, 'lat', 'lon');
    const seats = this.readOptional('seats', [1, MOST_SEATS]);
    const initialSoc = this.readOptional('initial_soc', [0, 1]);
    const shift = this.readShift();
    const mechatronicsId = ownText(row.readText('mechatronics_id')) || undefined;
    const first = this.rowOfId.get(id);
    if (first !== undefined) row.fail('vehicle_id', `is already on line ${first}`, id);
    if (!row.isGood || !position) return;
    this.rowOfId.set(ownText(id), row.rowNumber);
    this.list.push({ id: ownText(id), position, seats, initialSoc, shift, mechatronicsId });
  }

  private readOptional(field: string, range: readonly [number, number]): number | undefined {
    return this.row.readText(field) === '' ? undefined : this.row.readNumber(field, { range });
  }

  /** A vehicle without a time of either column has no shift. */
  private readShift(): WorkShift | undefined {
    const start = this.readTimeOfDay('shift_start');
    const end = this.readTimeOfDay('shift_end');
    if (start === undefined && end === undefined) return undefined;
    if (start === undefined) this.row.fail('shift_start', 'is empty, and shift_end is not');
    if (end === undefined) this.row.fail('shift_end', 'is empty, and shift_start is not');
    return { startSeconds: start ?? NaN, endSeconds: end ?? NaN };
  }

  private readTimeOfDay(field: string): number | undefined {
    const text = this.row.readText(field);
    if (text === '') return undefined;
    const reason = 'is no time of day, such as 06:00, 24:00 or 21600 (seconds)';
    return parseTimeOfDay(text) ?? this.row.fail(field, reason, text);
  }
}
