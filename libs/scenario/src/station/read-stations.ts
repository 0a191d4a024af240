import { InputError } from '#geo';
import { readPosition } from '../request/place-reader.js';
import { mapColumns } from '../table/column-map.js';
import { openTable } from '../table/open-table.js';
import { ownText } from '../table/own-text.js';
import { RowReader } from '../table/row-reader.js';
import type { ChargingStation, StationChargers } from './charging-station.js';

/** Power of the kinds of HIVE's `default_chargers.csv`, in kW. */
const CHARGER_KILOWATTS: Readonly<Record<string, number>> = {
  LEVEL_1: 3.3,
  LEVEL_2: 7.2,
  DCFC: 50,
};
/** HIVE's pump for cars with an engine, at which no battery is charged. */
const GAS_PUMP = 'GAS_PUMP';
const MOST_STATIONS = 10_000;
const MOST_CHARGERS = 10_000;
const MOST_KILOWATTS = 10_000;

const FIELDS = {
  station_id: ['station_id', 'id'],
  lat: ['lat', 'latitude', 'y'],
  lon: ['lon', 'lng', 'longitude', 'x'],
  charger_count: ['charger_count', 'count'],
  charger_id: ['charger_id', 'charger'],
  charger_kw: ['charger_kw', 'kw', 'kilowatts'],
  on_shift_access: ['on_shift_access'],
} as const;

/** The stations of a file. */
export interface StationTable {
  /** At least one, in the order of the file. */
  readonly stations: readonly ChargingStation[];
  /** Rows that are only for cars off duty. */
  readonly offDutyRows: number;
  /** Rows of pumps for cars with an engine. */
  readonly pumpRows: number;
}

/**
 * Reads charging stations from a CSV or Parquet file as HIVE has it: one row for each kind of charger
 * of a station, with `station_id,lat,lon,charger_count,charger_id`. A kind is `LEVEL_1` (3.3 kW),
 * `LEVEL_2` (7.2 kW) or `DCFC` (50 kW), or any name if the column `charger_kw` has its power. Rows
 * whose `on_shift_access` is false are for cars off duty, and are left out, as are those of HIVE's
 * `GAS_PUMP`.
 *
 * @throws {InputError} with file, line and field
 */
export async function readStations(file: string): Promise<StationTable> {
  const table = await openTable(file);
  const required = ['station_id', 'lat', 'lon', 'charger_count'];
  const map = mapColumns(table, { fields: FIELDS, given: {}, required });
  const row = new RowReader(table, map, false);
  const stations = new StationRows(row);
  for await (const { rows, numbers } of table.readBatches([...map.indexes.values()])) {
    rows.forEach((cells, i) => {
      row.begin(cells, numbers[i] ?? 0);
      stations.read();
    });
  }
  row.throwIfAny();
  const list = stations.toStations();
  if (list.length === 0) throw new InputError(file, '', 'has no charger for cars on duty');
  if (list.length > MOST_STATIONS) {
    throw new InputError(file, '', `has ${list.length} stations, more than ${MOST_STATIONS}`);
  }
  const { offDutyRows, pumpRows } = stations;
  return { stations: list, offDutyRows, pumpRows };
}

/** Collects the rows of each station. */
class StationRows {
  offDutyRows = 0;
  pumpRows = 0;
  private readonly byId = new Map<string, ChargingStation & { chargers: StationChargers[] }>();

  constructor(private readonly row: RowReader) {}

  read(): void {
    const { row } = this;
    if (row.readText('charger_id').toUpperCase() === GAS_PUMP) {
      this.pumpRows += 1;
      return;
    }
    const id = row.readRequired('station_id');
    const position = readPosition(row, 'lat', 'lon');
    const count = row.readNumber('charger_count', { range: [0, MOST_CHARGERS] });
    const isOnDuty = this.readAccess();
    const chargers = this.readChargers(count);
    if (!row.isGood || !position || count === 0) return;
    if (!isOnDuty) {
      this.offDutyRows += 1;
      return;
    }
    const key = ownText(id);
    const known = this.byId.get(key);
    if (known) known.chargers.push(chargers);
    else this.byId.set(key, { id: key, position, chargers: [chargers] });
  }

  toStations(): ChargingStation[] {
    return [...this.byId.values()];
  }

  private readChargers(count: number): StationChargers {
    const { row } = this;
    if (!Number.isInteger(count) && !Number.isNaN(count)) {
      row.fail('charger_count', 'is not a whole number', String(count));
    }
    const kind = ownText(row.readText('charger_id'));
    const kilowatts =
      row.readText('charger_kw') === ''
        ? this.knownKilowatts(kind)
        : row.readNumber('charger_kw', { range: [0.1, MOST_KILOWATTS] });
    return { kind: kind === '' ? `${kilowatts} kW` : kind, kilowatts, count };
  }

  private knownKilowatts(kind: string): number {
    const known = CHARGER_KILOWATTS[kind.toUpperCase()];
    if (known !== undefined) return known;
    const reason = `is none of ${Object.keys(CHARGER_KILOWATTS).join(', ')}`;
    const remedy = 'Give the power of another kind in a column charger_kw';
    return this.row.fail('charger_id', reason, kind, remedy);
  }

  /** True without the column, as for a station that has no base. */
  private readAccess(): boolean {
    const text = this.row.readText('on_shift_access').toLowerCase();
    if (['', 'true', 'yes', '1'].includes(text)) return true;
    if (!['false', 'no', '0'].includes(text)) {
      this.row.fail('on_shift_access', 'is neither true nor false', text);
    }
    return false;
  }
}
