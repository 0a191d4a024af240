import { InputError, quoted } from '#geo';
import { findColumns, listColumns, nearestColumn } from './column-names.js';
import type { Table } from './table.js';

/** Where a table holds the fields of a row. */
export interface ColumnMap {
  /** The index of the column of each field; a field without a column is absent. */
  readonly indexes: ReadonlyMap<string, number>;
  /** The names of the columns in the file. */
  readonly columns: readonly string[];
}

/** The names of a column that the user gave for a field, by `--columns`. */
export type ColumnNames = Readonly<Record<string, string>>;

export interface ColumnWishes {
  /** Names of the columns of each field; the first that the table has counts. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Names that the user gave; they come first, and the table must have them. */
  readonly given: ColumnNames;
  readonly required: readonly string[];
}

/**
 * Finds the columns of a table for the fields of its rows. Case, blanks, underscores and
 * punctuation of a name don't matter.
 *
 * @throws {InputError} that lists every missing column, with those that the file has
 */
export function mapColumns(table: Table, { fields, given, required }: ColumnWishes): ColumnMap {
  const indexes = new Map<string, number>();
  const missing = new Map<string, readonly string[]>();
  for (const field of new Set([...Object.keys(fields), ...Object.keys(given), ...required])) {
    const stated = given[field];
    const names = stated === undefined ? (fields[field] ?? [field]) : [stated];
    const index = findFirst(table, field, names);
    if (index !== undefined) indexes.set(field, index);
    else if (required.includes(field) || stated !== undefined) missing.set(field, names);
  }
  if (missing.size > 0) throw missingColumns(table, missing, new Set(indexes.values()));
  return { indexes, columns: table.columns };
}

function findFirst(table: Table, field: string, names: readonly string[]): number | undefined {
  for (const name of names) {
    const [first, second] = findColumns(table.columns, name);
    if (second !== undefined) {
      throw new InputError(
        table.source,
        `the header, ${field}`,
        `the column ${quoted(name)} is there twice`,
      );
    }
    if (first !== undefined) return first;
  }
  return undefined;
}

function missingColumns(
  { source, columns }: Table,
  missing: ReadonlyMap<string, readonly string[]>,
  used: ReadonlySet<number>,
): InputError {
  const unused = columns.filter((_, i) => !used.has(i));
  const sentences = [...missing].map(([field, names]) => {
    const [wanted = field] = names;
    const nearest = nearestColumn(unused, names);
    const hint = nearest === undefined ? '' : ` (is it ${quoted(nearest)}?)`;
    const name = wanted === field ? field : `${quoted(wanted)} for ${field}`;
    return `the column ${name} is missing${hint}`;
  });
  const remedy =
    'Name the columns with --columns "o_lat=their_name,…", or the layout with --format';
  const problem = `${sentences.join('; ')}. The file has: ${listColumns(columns)}`;
  return InputError.fromProblems(source, [{ where: 'the header', problem, remedy }], 1);
}
