import type { Evaluation, PolicyResult } from '../evaluation.js';
import { fleetGroups, mayRefuse, type ColumnGroup } from './fleet-columns.js';
import {
  CAR_COLUMNS,
  figureText,
  LENGTH_COLUMNS,
  OFFER_COLUMNS,
  POOLING_COLUMNS,
  RIDER_COLUMNS,
  WALL_COLUMN,
  type KpiColumn,
} from './kpi-columns.js';
import { scenarioText } from './scenario-text.js';
import { tableLines } from './text-table.js';

/** Formats an evaluation as tables of at most 120 columns: what riders got, and what cars did. */
export function evaluationTable(evaluation: Evaluation): string {
  const { results, rules } = evaluation;
  const tables: ColumnGroup[] = [
    { title: 'Riders', columns: RIDER_COLUMNS },
    { title: 'Cars', columns: [...CAR_COLUMNS, WALL_COLUMN] },
    { title: 'Riders served by the length of the ride', columns: LENGTH_COLUMNS },
    ...(rules.pooling ? [{ title: 'Pooling', columns: POOLING_COLUMNS }] : []),
    ...(mayRefuse(evaluation) ? [{ title: 'Offers', columns: OFFER_COLUMNS }] : []),
    ...fleetGroups(evaluation),
  ];
  const blocks = tables.flatMap(({ title, columns }) => [title, ...block(columns, results), '']);
  return [scenarioText(evaluation), '', ...blocks].join('\n');
}

const block = (columns: readonly KpiColumn[], results: readonly PolicyResult[]): string[] =>
  tableLines([
    ['policy', '', ...results.map(({ policy }) => policy)],
    ...columns.map((column) => cellsOf(column, results)),
  ]);

const cellsOf = (column: KpiColumn, results: readonly PolicyResult[]): string[] => [
  column.title,
  column.unit,
  ...results.map((result) => figureText(column, result)),
];
