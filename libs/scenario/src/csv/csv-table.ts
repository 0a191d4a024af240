import { CsvError, parse } from 'csv-parse/sync';
import { InputError, quoted } from '#geo';

/** One row of a CSV file: fields by name, and where they stand for the message. */
export class CsvRow {
  constructor(
    private readonly table: { source: string; columns: ReadonlyMap<string, number> },
    private readonly fields: readonly string[],
    /** Line in the file, from 1. */
    readonly line: number,
  ) {}

  /** The field without blanks around it; '' when the file doesn't have the column. */
  readText(column: string): string {
    const index = this.table.columns.get(column);
    return index === undefined ? '' : (this.fields[index] ?? '').trim();
  }

  /** A field that must hold something. */
  readRequired(column: string): string {
    const value = this.readText(column);
    if (value === '') throw this.createError(column, 'is empty');
    return value;
  }

  /** A decimal number within bounds, both included. */
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

/** Not `Number(text)`, to which a blank is 0, and 0x1F a number. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

interface ParsedLine {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads the rows of a CSV file (RFC 4180) with a header. A byte order mark, either kind of
 * line end, empty lines, and columns in another order or not asked for are all fine.
 *
 * @throws InputError when the file is empty, isn't CSV, or lacks a needed column
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

/** Refuses the second row that has the same value in a column that names things. */
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
