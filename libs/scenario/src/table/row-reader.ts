import { InputProblems, quoted } from '#geo';
import type { ColumnMap } from './column-map.js';
import { LeftOutCounter, type LeftOutRows } from './left-out-rows.js';
import { readDecimal, type CommaUse } from './decimal.js';
import { printable } from './printable.js';
import type { Table } from './table.js';

export interface NumberRules {
  readonly range: readonly [min: number, max: number];
  /** What a comma in the number may be (default: the decimal separator, unless it is ambiguous). */
  readonly comma?: CommaUse;
  /** What the user can do about a number out of range. */
  readonly remedy?: (value: number) => string | undefined;
}

/**
 * Reads the fields of one row after the other, and collects what is wrong with them: as errors of
 * the file, or as rows that are left out when the user wants bad rows skipped. No field throws, so
 * a file with a million bad rows is read as fast as another.
 */
export class RowReader {
  private readonly problems: InputProblems;
  private readonly leftOut = new LeftOutCounter();
  private cells: readonly string[] = [];
  private number = 0;
  private isLeftOut = false;
  /** Rows that were read, good or not. */
  count = 0;

  constructor(
    private readonly table: Pick<Table, 'source' | 'rowWord'>,
    private readonly map: ColumnMap,
    private readonly isSkipping: boolean,
  ) {
    this.problems = new InputProblems(table.source);
  }

  begin(cells: readonly string[], number: number): void {
    this.cells = cells;
    this.number = number;
    this.isLeftOut = false;
    this.count += 1;
  }

  /** The number of the present row: its line, or its row in a file without lines. */
  get rowNumber(): number {
    return this.number;
  }

  /** Whether the present row has no problem so far. */
  get isGood(): boolean {
    return !this.isLeftOut;
  }

  has(field: string): boolean {
    return this.map.indexes.has(field);
  }

  /** The trimmed cell; '' when the table has no such column or the row no such cell. */
  readText(field: string): string {
    const index = this.map.indexes.get(field);
    return index === undefined ? '' : (this.cells[index] ?? '').trim();
  }

  /** The trimmed cell; '' with a problem when it is empty. */
  readRequired(field: string): string {
    const text = this.readText(field);
    if (text === '') this.fail(field, 'is empty');
    return text;
  }

  /** A decimal number; NaN with a problem when the cell is not one, or out of range. */
  readNumber(field: string, rules: NumberRules): number {
    const text = this.readRequired(field);
    if (text === '') return NaN;
    const value = readDecimal(text, rules.comma);
    if (typeof value === 'string') return this.fail(field, value, text);
    const [min, max] = rules.range;
    if (value >= min && value <= max) return value;
    return this.fail(field, `is not between ${min} and ${max}`, text, rules.remedy?.(value));
  }

  /**
   * Notes a problem with a field of the present row.
   *
   * @param reason without the value, such as "is not a number"
   * @param value the text of the cell
   * @param remedy what the user can do, as a sentence
   * @returns NaN, so that a reader of numbers may return it
   */
  fail(
    field: string,
    reason: string,
    ...[value, remedy]: [value?: string, remedy?: string]
  ): number {
    const column = this.columnOf(field);
    const place = `${this.table.rowWord} ${this.number}`;
    const shown = value === undefined ? '' : `${quoted(value)} `;
    if (!this.isSkipping) this.problems.add(`${place}, ${column}`, `${shown}${reason}`, remedy);
    else if (!this.isLeftOut) {
      this.leftOut.add(
        'bad',
        `${column} ${reason}`,
        `${place}${shown === '' ? '' : `: ${shown.trim()}`}`,
      );
    }
    this.isLeftOut = true;
    return NaN;
  }

  /** Leaves the present row out without an error. */
  leaveOut(kind: 'missing' | 'period', reason: string): void {
    if (!this.isLeftOut) this.leftOut.add(kind, reason, `${this.table.rowWord} ${this.number}`);
    this.isLeftOut = true;
  }

  listLeftOut(): LeftOutRows[] {
    return this.leftOut.list();
  }

  /** @throws {InputError} with all problems of the file, if there is one */
  throwIfAny(): void {
    this.problems.throwIfAny();
  }

  /** The name of the column in the file, or of the field. */
  private columnOf(field: string): string {
    const index = this.map.indexes.get(field);
    const column = index === undefined ? '' : printable(this.map.columns[index] ?? '');
    return column === '' ? field : column;
  }
}
