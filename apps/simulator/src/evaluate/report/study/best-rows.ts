import type { Study } from '../../study/study.js';
import { intervalOf, STUDY_FIGURES, type StudyFigure } from '../../study/study-figures.js';
import { answerList, type Answer } from '../page/answers.js';
import { intervalText, rowName } from './study-rows.js';

const BEST: readonly (Pick<StudyFigure, 'key'> & Pick<Answer, 'title'> & BestOf)[] = [
  { key: 'servedPercent', title: 'Most riders served', unit: '%', isMore: true },
  {
    key: 'waitSecondsMean',
    title: 'Shortest waiting of the riders served',
    unit: 's',
    isMore: false,
  },
  { key: 'emptyKmPercent', title: 'Least driving without a rider', unit: '% of km', isMore: false },
];

interface BestOf {
  readonly unit: string;
  readonly isMore: boolean;
}

/** The rows with the best means, for the top of the page; '' for a single row. */
export const bestRows = (study: Study): string =>
  study.rows.length > 1 ? answerList(BEST.flatMap((best) => answerOf(best, study))) : '';

function answerOf({ key, title, unit, isMore }: (typeof BEST)[number], study: Study): Answer[] {
  const figure = STUDY_FIGURES.find((each) => each.key === key)!;
  const means = study.rows.flatMap((row) => {
    const interval = intervalOf(figure, row.days);
    return interval ? [{ row, interval }] : [];
  });
  if (means.length === 0) return [];
  const sign = isMore ? -1 : 1;
  const best = means.reduce((a, b) => (sign * b.interval.mean < sign * a.interval.mean ? b : a));
  return [
    {
      title,
      value: `${intervalText(best.interval, figure)} ${unit}`,
      note: rowName(best.row, study),
    },
  ];
}
