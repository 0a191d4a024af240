import { InputError } from '#geo';
import { findColumns, listColumns } from '../table/column-names.js';
import type { ColumnNames } from '../table/column-map.js';
import type { Table } from '../table/table.js';
import { requiredFields, type FormatName, type RequestFormat } from './request-format.js';
import { REQUEST_FORMATS } from './request-formats.js';

export interface FormatWish {
  readonly format: FormatName | undefined;
  readonly columns: ColumnNames;
}

/**
 * Finds the layout of a table: of those with the given name, or of all, the first one whose columns
 * it has. Columns that the user named count as present.
 *
 * @throws {InputError} when the file has more than one layout's columns missing, or none fits
 */
export function detectFormat(table: Table, { format, columns }: FormatWish): RequestFormat {
  const known = REQUEST_FORMATS.filter(({ name }) => format === undefined || name === format);
  const marked = known.find((each) => hasAll(table, each.marks));
  const complete = known.find((each) => isComplete(table, each, columns));
  const found = marked ?? complete;
  if (found) return found;
  // The columns of the first layout are named as missing, one by one.
  const [first] = known;
  if (first && (format !== undefined || Object.keys(columns).length > 0)) return first;
  if (first && table.columns.some((column) => findColumns(['o_lat', 'd_lat'], column).length > 0)) {
    return first;
  }
  throw unknownLayout(table);
}

const hasAll = ({ columns }: Table, names: readonly string[]): boolean =>
  names.every((name) => findColumns(columns, name).length > 0);

const isComplete = (table: Table, format: RequestFormat, given: ColumnNames): boolean =>
  requiredFields(format.places).every((field) => {
    const names = given[field] === undefined ? (format.columns[field] ?? []) : [given[field]];
    return names.some((name) => findColumns(table.columns, name).length > 0);
  });

function unknownLayout({ source, columns }: Table): InputError {
  const layouts = [...new Set(REQUEST_FORMATS.map(({ name }) => name))].join(', ');
  return InputError.fromProblems(
    source,
    [
      {
        where: 'the header',
        problem: `these columns are of no known layout (${layouts}): ${listColumns(columns)}`,
        remedy:
          'Name them with --columns "o_lat=…,o_lon=…,d_lat=…,d_lon=…,departure_time=…", or the layout with --format',
      },
    ],
    1,
  );
}
