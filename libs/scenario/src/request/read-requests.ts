import { InputError } from '#geo';
import { mapColumns, type ColumnMap } from '../table/column-map.js';
import { openTable } from '../table/open-table.js';
import { RowReader } from '../table/row-reader.js';
import type { Table } from '../table/table.js';
import { decideDateOrder } from '../time/decide-date-order.js';
import { DepartureClock } from '../time/departure-clock.js';
import { TimeZone } from '../time/time-zone.js';
import { detectFormat } from './detect-format.js';
import { createPlaceReader } from './create-place-reader.js';
import { DEFAULT_TABLE_OPTIONS, type TableOptions } from './read-options.js';
import { REQUEST_FIELDS, requiredFields, type RequestFormat } from './request-format.js';
import { RequestRows, type Period } from './request-rows.js';
import type { RequestReading, RequestTable } from './request-table.js';

/**
 * Reads trip requests from a CSV or Parquet file, a batch of rows at a time. Only the requests stay
 * in memory.
 *
 * @param file the name of the file
 * @param options how it is to be read; see `DEFAULT_TABLE_OPTIONS`
 * @returns requests in the order of departure, then of the file, with a report of the reading
 * @throws {InputError} with file, line and field: up to 20 problems, unless bad rows are skipped
 */
export async function readRequests(
  file: string,
  options: Partial<TableOptions> = {},
): Promise<RequestTable> {
  const wishes = { ...DEFAULT_TABLE_OPTIONS, ...options };
  const table = await openTable(file);
  const format = detectFormat(table, wishes);
  const map = mapColumns(table, {
    fields: format.columns,
    given: requestColumns(wishes),
    required: requiredFields(format.places),
  });
  const clock = await createClock(table, map, { format, wishes });
  const row = new RowReader(table, map, wishes.skipBadRows);
  const places = await createPlaceReader(format, wishes, file);
  const rows = new RequestRows({ row, clock, places, period: periodOf(wishes) });
  for await (const { rows: batch, numbers } of table.readBatches([...map.indexes.values()])) {
    batch.forEach((cells, i) => {
      row.begin(cells, numbers[i] ?? 0);
      rows.read();
    });
  }
  row.throwIfAny();
  const requests = rows.finish();
  const reading = describeReading(table, { format, wishes, clock, row });
  if (requests.length === 0) throw noRequest(file, reading);
  return { requests, reading: { ...reading, midnightMs: rows.midnightMs } };
}

/** `--columns` may also name columns of the fleet. */
const requestColumns = ({ columns }: TableOptions): TableOptions['columns'] =>
  Object.fromEntries(
    Object.entries(columns).filter(([field]) => REQUEST_FIELDS.some((known) => known === field)),
  );

async function createClock(
  table: Table,
  map: ColumnMap,
  { format, wishes }: { format: RequestFormat; wishes: TableOptions },
): Promise<DepartureClock> {
  const column = map.indexes.get('departure_time') ?? 0;
  const stated = wishes.dateOrder ?? format.dateOrder;
  const order = stated ?? (await decideDateOrder(table, column));
  return new DepartureClock({ zone: new TimeZone(wishes.timeZone), order, date: wishes.day });
}

function periodOf({ day, timeZone }: TableOptions): Period | undefined {
  if (day === undefined) return undefined;
  const zone = new TimeZone(timeZone);
  return { fromMs: zone.startOfDate(day), untilMs: zone.startOfDate(day, 1) };
}

interface ReadingParts {
  readonly format: RequestFormat;
  readonly wishes: TableOptions;
  readonly clock: DepartureClock;
  readonly row: RowReader;
}

const describeReading = (
  table: Table,
  { format, wishes, clock, row }: ReadingParts,
): RequestReading => ({
  source: table.source,
  dialect: table.dialect,
  rows: row.count,
  leftOut: row.listLeftOut(),
  format: format.name,
  title: format.title,
  wasDetected: wishes.format === undefined,
  note: format.note,
  stampKind: clock.kind ?? 'dates',
  timeZone: wishes.timeZone,
  assumed: clock.assumed,
  midnightMs: 0,
});

/** A file may have rows and yet no request, when all of them were left out. */
function noRequest(source: string, { rows, leftOut }: RequestReading): InputError {
  if (rows === 0) return new InputError(source, 'line 1', 'no rows follow the header');
  const reasons = leftOut.map(({ reason, count }) => `${count} × ${reason}`).join(', ');
  return new InputError(source, '', `none of its ${rows} rows is a request: ${reasons}`);
}
