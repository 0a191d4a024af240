import type { Evaluation, PolicyResult } from '../evaluation.js';
import {
  figureText,
  KPI_COLUMNS,
  OFFER_COLUMNS,
  POOLING_COLUMNS,
  WALL_COLUMN,
  type KpiColumn,
} from './kpi-columns.js';
import { scenarioText } from './scenario-text.js';

const GAP = '  ';
const COLUMNS = [...KPI_COLUMNS, WALL_COLUMN];

/** Formats an evaluation as a table of at most 120 columns: two header lines, one row a policy. */
export function evaluationTable(evaluation: Evaluation): string {
  const { results, rules } = evaluation;
  const mayRefuse = rules.acceptRate < 1 || rules.thinkSeconds > 0;
  const offers = mayRefuse ? ['', ...block(OFFER_COLUMNS, results)] : [];
  const pooling = rules.pooling ? ['', ...block(POOLING_COLUMNS, results)] : [];
  const blocks = [...block(COLUMNS, results), ...pooling, ...offers];
  return [scenarioText(evaluation), '', ...blocks, ''].join('\n');
}

function block(columns: readonly KpiColumn[], results: readonly PolicyResult[]): string[] {
  const names = aligned(['policy', '', ...results.map(({ policy }) => policy)], 'left');
  const figures = columns.map((column) => aligned(cellsOf(column, results), 'right'));
  return names.map((name, i) =>
    [name, ...figures.map((cells) => cells[i] ?? '')].join(GAP).trimEnd(),
  );
}

const cellsOf = (column: KpiColumn, results: readonly PolicyResult[]): string[] => [
  column.title,
  column.unit,
  ...results.map((result) => figureText(column, result)),
];

function aligned(cells: readonly string[], side: 'left' | 'right'): string[] {
  const width = Math.max(...cells.map((cell) => cell.length));
  return cells.map((cell) => (side === 'left' ? cell.padEnd(width) : cell.padStart(width)));
}
