import { CsvError, parse } from 'csv-parse/sync';
import { InputError, quoted } from '#geo';

/** One row of a CSV file: fields by column name, and the line for error messages. */
export class CsvRow {
  constructor(
    private readonly table: { source: string; columns: ReadonlyMap<string, number> },
    private readonly fields: readonly string[],
    /** Line number in the file, from 1. */
    readonly line: number,
  ) {}

  /** The trimmed field; '' when the file does not have the column. */
  readText(column: string): string {
    const index = this.table.columns.get(column);
    return index === undefined ? '' : (this.fields[index] ?? '').trim();
  }

  /** The trimmed field. @throws InputError when it is empty */
  readRequired(column: string): string {
    const value = this.readText(column);
    if (value === '') throw this.createError(column, 'is empty');
    return value;
  }

  /** A decimal number. @throws InputError when the field is not one, or not from `min` to `max` */
  readNumber(column: string, [min, max]: readonly [number, number]): number {
    const value = this.readRequired(column);
    if (!DECIMAL.test(value)) throw this.createError(column, `${quoted(value)} is not a number`);
    const number = Number(value);
    if (number >= min && number <= max) return number;
    throw this.createError(column, `${quoted(value)} is not between ${min} and ${max}`);
  }

  createError(column: string, problem: string): InputError {
    return new InputError(this.table.source, `line ${this.line}, ${column}`, problem);
  }
}

/** Stricter than `Number(text)`, which accepts a blank as 0, and 0x1F. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

interface ParsedLine {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads the rows of a CSV file (RFC 4180) with a header. A byte order mark, all kinds of line
 * ends, empty lines, additional columns and any order of the columns are accepted.
 *
 * @throws InputError when the file is empty, is not CSV, or lacks a needed column
 */
export function readCsvRows(csvText: string, source: string, needed: readonly string[]): CsvRow[] {
  const [header, ...lines] = parseLines(csvText, source);
  if (!header) throw new InputError(source, 'line 1', 'the file is empty');
  const columns = readHeader(header, source, needed);
  if (lines.length === 0) {
    throw new InputError(source, `line ${header.info.lines}`, 'no rows follow the header');
  }
  const table = { source, columns };
  return lines.map(({ record, info }) => new CsvRow(table, record, info.lines));
}

function parseLines(csvText: string, source: string): ParsedLine[] {
  try {
    return parse(csvText, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as unknown as ParsedLine[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError(source, `line ${Number(error['lines'] ?? 1)}`, error.message);
  }
}

function readHeader({ record, info }: ParsedLine, source: string, needed: readonly string[]) {
  const columns = new Map<string, number>();
  record.forEach((field, index) => {
    const column = field.trim();
    if (needed.includes(column) && columns.has(column)) {
      throw new InputError(source, `line ${info.lines}, ${column}`, 'the column is there twice');
    }
    columns.set(column, index);
  });
  const missing = needed.find((column) => !columns.has(column));
  if (missing === undefined) return columns;
  throw new InputError(source, `line ${info.lines}, ${missing}`, 'the column is missing');
}

/** Requires distinct values in a column. @throws InputError at the second row with one value */
export function assertDistinct(rows: readonly CsvRow[], column: string): void {
  const lines = new Map<string, number>();
  for (const row of rows) {
    const id = row.readRequired(column);
    const first = lines.get(id);
    if (first !== undefined)
      throw row.createError(column, `${quoted(id)} is already on line ${first}`);
    lines.set(id, row.line);
  }
}
