import { figureLabel } from '../../output/figure-label.js';
import type { Study, StudyRow } from '../../study/study.js';
import { intervalOf, STUDY_FIGURES, type StudyFigure } from '../../study/study-figures.js';
import { colourKey, encodeHtml, section } from '../page/html-parts.js';
import { policyColour } from '../page/report-colours.js';
import { figureLines, type LinePoint } from './figure-lines.js';
import { policiesOf } from './study-rows.js';

const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600 };

/** The figures over the values of the swept option; '' for a study without a sweep. */
export function sweepSection(study: Study): string {
  const { sweep, replications } = study.options;
  if (!sweep) return '';
  const policies = policiesOf(study);
  const key = policies.map((label, i) => ({ colour: policyColour(i), label }));
  const figures = STUDY_FIGURES.map((figure) => sweepFigure(figure, study));
  const bands =
    replications > 1 ? ' The bands are the 95 % confidence intervals of the means.' : '';
  return section({
    id: 'sweep',
    title: `Figures by ${sweep.option}`,
    howToRead: `Each chart is one figure over the values of --${sweep.option}. Where a line turns flat, more of it brings little. A vertical axis begins where the figures do, not at 0.${bands}`,
    content: `${colourKey(key)}<div class="several">${figures.join('')}</div>`,
  });
}

function sweepFigure(figure: StudyFigure, study: Study): string {
  const { sweep } = study.options;
  const hasUnit = sweep!.values.some((value) => /[smh]$/.test(value));
  const lines = policiesOf(study).map((policy) => ({
    name: policy,
    points: pointsOf(
      study.rows.filter((row) => row.policy === policy),
      figure,
      sweep!.values,
    ),
  }));
  const { label, unit } = figureLabel(figure);
  const title = `${label}, ${unit}`;
  const axis = `${sweep!.option}${hasUnit ? ', s' : ''}`;
  return `<figure><figcaption><h3>${encodeHtml(title)}</h3></figcaption>${figureLines({ label: `${title} by ${axis}`, axis, lines, decimals: figure.decimals, isShare: unit === '%' })}</figure>`;
}

/** The rows of a policy are in the order of the values. */
const pointsOf = (
  rows: readonly StudyRow[],
  figure: StudyFigure,
  values: readonly string[],
): LinePoint[] =>
  rows.flatMap(({ days }, i) => {
    const interval = intervalOf(figure, days);
    return interval
      ? [{ x: numberOf(values[i]!), y: interval.mean, halfWidth: interval.halfWidth ?? 0 }]
      : [];
  });

/** The value of an option as a number; durations in seconds. */
function numberOf(value: string): number {
  const unit = /[smh]$/.exec(value)?.[0] ?? '';
  return Number(unit === '' ? value : value.slice(0, -1)) * UNIT_SECONDS[unit]!;
}
