import { InputError, quoted } from '#geo';
import type { Table } from '../table/table.js';
import { orderOf, type DateOrder } from './time-stamp.js';

/**
 * Decides the order of day and month for a whole file, by its first date that has only one reading.
 * A file whose first stamp has another form needs no decision, and is not read further.
 *
 * @param column the index of the column with the stamps
 * @throws {InputError} when every date has two readings that differ
 */
export async function decideDateOrder(table: Table, column: number): Promise<DateOrder> {
  let ambiguous: { text: string; number: number } | undefined;
  for await (const { rows, numbers } of table.readBatches([column])) {
    for (const [i, row] of rows.entries()) {
      const text = (row[column] ?? '').trim();
      if (text === '') continue;
      const order = orderOf(text);
      if (order === 'dmy' || order === 'mdy') return order;
      if (order === 'either') ambiguous ??= { text, number: numbers[i] ?? 0 };
      else if (!hasSlashes(text)) return 'mdy';
    }
  }
  if (!ambiguous) return 'mdy';
  throw InputError.fromProblems(
    table.source,
    [
      {
        where: `${table.rowWord} ${ambiguous.number}, ${table.columns[column] ?? ''}`,
        problem: `${quoted(ambiguous.text)} may have the day or the month first, and so may all dates of the file`,
        remedy: 'Say which with --date-order dmy or --date-order mdy',
      },
    ],
    1,
  );
}

const hasSlashes = (text: string): boolean => /^\d{1,2}[-/]/.test(text);
