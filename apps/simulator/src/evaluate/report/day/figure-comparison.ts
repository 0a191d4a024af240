import type { Evaluation } from '../../evaluation.js';
import { figureLabel, type FigureLabel } from '../../output/figure-label.js';
import type { KpiColumn } from '../../output/kpi-columns.js';
import { pairLists, section } from '../page/html-parts.js';
import { figureGroups } from './figure-groups.js';

/** A figure of all policies, for the script that compares two of them. */
export interface ComparedFigure extends FigureLabel, Pick<KpiColumn, 'decimals' | 'better'> {
  /** The subject that the figure belongs to. */
  readonly group: string;
  /** By policy; null without a figure. */
  readonly values: readonly (number | null)[];
}

/** The figures of all policies, for `public/report/figure-comparison.js`. */
export const comparedFigures = (evaluation: Evaluation): ComparedFigure[] =>
  figureGroups(evaluation).flatMap(({ title: group, columns }) =>
    columns.map(({ title, unit, decimals, better, value }) => ({
      ...figureLabel({ title, unit }),
      group,
      decimals,
      better,
      values: evaluation.results.map(value),
    })),
  );

/** Two policies side by side. The script shows and fills the table. */
export function comparisonSection({ results }: Evaluation): string {
  if (results.length < 2) return '';
  const heads = ['figure', 'first', 'second', 'difference', 'judgement'];
  const head = heads.map((title) => `<th scope="col">${title}</th>`);
  return section({
    id: 'comparison',
    isHidden: true,
    title: 'Two policies side by side',
    howToRead:
      'The difference is the second policy minus the first one. “better” and “worse” are of the second one; a figure without them can be judged only together with others.',
    content: `<div class="controls">${pairLists(results.map(({ policy }) => policy))}</div>
<table class="stacked"><thead><tr>${head.join('')}</tr></thead><tbody></tbody></table>`,
  });
}
