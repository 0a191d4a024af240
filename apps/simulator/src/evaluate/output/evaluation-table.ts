import type { Evaluation, PolicyResult } from '../evaluation.js';
import { figureText, KPI_COLUMNS, WALL_COLUMN, type KpiColumn } from './kpi-columns.js';
import { scenarioText } from './scenario-text.js';

const GAP = '  ';
const COLUMNS = [...KPI_COLUMNS, WALL_COLUMN];

/** For people: the day, two lines of header and a row a policy; no wider than 120 columns. */
export function evaluationTable(evaluation: Evaluation): string {
  const { results } = evaluation;
  const names = aligned(['policy', '', ...results.map(({ policy }) => policy)], 'left');
  const figures = COLUMNS.map((column) => aligned(cellsOf(column, results), 'right'));
  const lines = names.map((name, i) =>
    [name, ...figures.map((cells) => cells[i] ?? '')].join(GAP).trimEnd(),
  );
  return [scenarioText(evaluation), '', ...lines, ''].join('\n');
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
