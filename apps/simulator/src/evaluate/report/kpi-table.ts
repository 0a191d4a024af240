import { format } from 'echarts/core';
import type { Evaluation, PolicyResult } from '../evaluation.js';
import {
  figureText,
  CAR_COLUMNS,
  OFFER_COLUMNS,
  RIDER_COLUMNS,
  WALL_COLUMN,
  type KpiColumn,
} from '../output/kpi-columns.js';
import { chip, section } from './html-parts.js';
import { policyColour } from './report-colours.js';

const COLUMNS = [...RIDER_COLUMNS, ...CAR_COLUMNS, ...OFFER_COLUMNS, WALL_COLUMN];

/** Renders the table of all figures of all policies. */
export function kpiTable({ results }: Evaluation): string {
  const head = COLUMNS.map(
    ({ title, unit }) => `<th>${title}<br><span class="unit">${unit}</span></th>`,
  );
  const rows = results.map((result, i) => row(result, i, results));
  return section({
    title: 'Figures',
    howToRead:
      'One row a policy, the same day for each. Bold is the best of a column. Waiting is of the riders who were served. The definitions are at the end of this page.',
    content: `<div class="wide"><table><thead><tr><th>policy</th>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`,
  });
}

function row(result: PolicyResult, index: number, all: readonly PolicyResult[]): string {
  const cells = COLUMNS.map((column) => {
    const text = figureText(column, result);
    return `<td>${isBest(column, result, all) ? `<strong>${text}</strong>` : text}</td>`;
  });
  const name = `${chip(policyColour(index))}${format.encodeHTML(result.policy)}`;
  return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>`;
}

/** Whether a result has the best value; no result is best when all values are equal. */
function isBest(column: KpiColumn, result: PolicyResult, all: readonly PolicyResult[]): boolean {
  if (!column.better) return false;
  const figures = all.map(column.value).filter((figure) => figure !== null);
  const [least, most] = [Math.min(...figures), Math.max(...figures)];
  return least < most && column.value(result) === (column.better === 'more' ? most : least);
}
