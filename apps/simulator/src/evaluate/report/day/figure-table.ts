import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { figureText, type KpiColumn } from '../../output/kpi-columns.js';
import { figureLabel } from '../../output/figure-label.js';
import { chip, encodeHtml, section } from '../page/html-parts.js';
import { policyColour } from '../page/report-colours.js';
import type { ColumnGroup } from '../../output/fleet-columns.js';
import { figureGroups, isBest } from './figure-groups.js';

/** Renders all figures of all policies: a row a figure, a column a policy. */
export function figureTable(evaluation: Evaluation): string {
  const { results } = evaluation;
  const heads = results.map(
    ({ policy }, i) => `<th scope="col">${chip(policyColour(i))}${encodeHtml(policy)}</th>`,
  );
  const groups = figureGroups(evaluation).map((group) => groupRows(group, results));
  return section({
    id: 'figures',
    title: 'Figures',
    howToRead:
      'One column a policy, the same day for each. Bold is the best of a row. Waiting is of the riders who were served. The definitions are at the end of this page.',
    content: `<table class="stacked"><thead><tr><th scope="col">figure</th>${heads.join('')}</tr></thead>${groups.join('')}</table>`,
  });
}

function groupRows({ title, columns }: ColumnGroup, results: readonly PolicyResult[]): string {
  const head = `<tr><th scope="rowgroup" colspan="${results.length + 1}">${encodeHtml(title)}</th></tr>`;
  const rows = columns.map((column) => figureRow(column, results));
  return `<tbody class="group">${head}${rows.join('')}</tbody>`;
}

function figureRow(column: KpiColumn, results: readonly PolicyResult[]): string {
  const cells = results.map((result) => {
    const text = figureText(column, result);
    const content = isBest(column, result, results) ? `<strong>${text}</strong>` : text;
    return `<td data-label="${encodeHtml(result.policy)}">${content}</td>`;
  });
  const { label, unit } = figureLabel(column);
  return `<tr><th scope="row">${encodeHtml(label)} <span class="unit">${encodeHtml(unit)}</span></th>${cells.join('')}</tr>`;
}
