import type { MeanInterval } from '#simulation';
import { numberText } from '../../output/number-text.js';
import type { Study, StudyRow } from '../../study/study.js';
import type { StudyFigure } from '../../study/study-figures.js';
import { policyColour } from '../page/report-colours.js';

/** The policies of a study in the order of their first row. */
export const policiesOf = ({ rows }: Pick<Study, 'rows'>): string[] => [
  ...new Set(rows.map(({ policy }) => policy)),
];

/** The colour of a row: that of its policy, or of its scenario where all rows have one policy. */
export function rowColour(row: StudyRow, study: Pick<Study, 'rows' | 'options'>): string {
  const policies = policiesOf(study);
  const isByCase = policies.length === 1 && study.options.scenarioFile !== undefined;
  return policyColour(isByCase ? study.rows.indexOf(row) : policies.indexOf(row.policy));
}

/** The case and the policy of a row; the case alone where all rows have one policy. */
export function rowName({ name, policy }: StudyRow, study: Pick<Study, 'rows'>): string {
  if (name === '') return policy;
  return policiesOf(study).length === 1 ? name : `${name}, ${policy}`;
}

/** Formats `82.11 ± 0.34`. */
export function intervalText(
  interval: MeanInterval | undefined,
  { decimals }: Pick<StudyFigure, 'decimals'>,
): string {
  if (!interval) return '–';
  const mean = numberText(interval.mean, decimals);
  const { halfWidth } = interval;
  return halfWidth === null ? mean : `${mean} ± ${numberText(halfWidth, decimals)}`;
}

/** Formats `+9.91 ± 0.38`. */
export const differenceText = (
  interval: MeanInterval | undefined,
  figure: Pick<StudyFigure, 'decimals'>,
): string =>
  `${interval && interval.mean > 0 ? '+' : ''}${intervalText(interval, figure).replace('-', '−')}`;
