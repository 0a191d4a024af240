import type { Study, StudyRow } from '../../study/study.js';
import {
  intervalOf,
  isSignificant,
  pairedDifference,
  STUDY_FIGURES,
  type StudyFigure,
} from '../../study/study-figures.js';
import type { DownloadTable } from '../page/downloads.js';

type Row = DownloadTable['rows'][number];

/** The tables behind the report of a study. */
export const studyDownloads = (study: Study): DownloadTable[] => [
  figuresTable(study),
  daysTable(study),
];

function figuresTable({ rows, fleets }: Study): DownloadTable {
  // The rows of a search have no common baseline.
  const baseline = fleets.length > 0 ? undefined : rows[0];
  return {
    file: 'figures.csv',
    about: 'a figure of a case and policy; the differences are from the first case and policy',
    columns: [
      'case',
      'policy',
      'cars',
      'figure',
      'unit',
      'mean',
      'half_width_95',
      'difference',
      'difference_half_width_95',
      'significant',
    ],
    rows: rows.flatMap((row) => STUDY_FIGURES.map((figure) => figureRow(row, figure, baseline))),
  };
}

function figureRow(row: StudyRow, figure: StudyFigure, baseline: StudyRow | undefined): Row {
  const interval = intervalOf(figure, row.days);
  const difference =
    baseline && row !== baseline ? pairedDifference(figure, row.days, baseline.days) : undefined;
  return [
    row.name,
    row.policy,
    row.vehicles,
    figure.key,
    figure.unit,
    interval?.mean ?? null,
    interval?.halfWidth ?? null,
    difference?.mean ?? null,
    difference?.halfWidth ?? null,
    difference ? (isSignificant(difference) ? 'yes' : 'no') : null,
  ];
}

/** A search has its tried fleets here, because its rows are only those around the answer. */
function daysTable({ rows, fleets }: Study): DownloadTable {
  const all = fleets.length > 0 ? fleets.flatMap(({ tried }) => tried) : rows;
  return {
    file: 'days.csv',
    about: 'a simulated day of a case and policy',
    columns: ['case', 'policy', 'cars', 'day', ...STUDY_FIGURES.map(({ key }) => key)],
    rows: all.flatMap(({ name, policy, vehicles, days }) =>
      days.map((day, i) => [
        name,
        policy,
        vehicles,
        i + 1,
        ...STUDY_FIGURES.map(({ of }) => of(day)),
      ]),
    ),
  };
}
