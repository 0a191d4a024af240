import type { MeanInterval } from '#simulation';
import { numberText, withThousands } from '../output/number-text.js';
import { MOST_COLUMNS, tableLines } from '../output/text-table.js';
import type { FleetAnswer, Study, StudyRow } from './study.js';
import {
  intervalOf,
  isSignificant,
  pairedDifference,
  STUDY_FIGURES,
  type StudyFigure,
} from './study-figures.js';
import { targetText } from './target.js';

const NO_FIGURE = '–';

/** Formats a study as tables for a terminal. */
export function studyText(study: Study): string {
  const { fleets, options } = study;
  const parts = [
    `${study.name}: ${daysText(study)}`,
    ...(fleets.length > 0 ? fleetParts(fleets, study) : []),
    rowsTable(study.rows),
    ...(fleets.length === 0 && study.rows.length > 1 && options.replications > 1
      ? differenceParts(study.rows)
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Formats the days of a study, such as `20 days, resampled from the file, …`. */
export function daysText({ options }: Pick<Study, 'options'>): string {
  const { replications, draw, files, jitterSeconds, rules } = options;
  const how = files
    ? `${draw} from the file, departures moved by at most ${jitterSeconds} s`
    : 'generated';
  return replications === 1
    ? 'one day'
    : `${replications} days, ${how}, seeds ${rules.seed} to ${rules.seed + replications - 1}; ± is the 95 % confidence interval of the mean`;
}

function fleetParts(fleets: readonly FleetAnswer[], { options }: Study): string[] {
  const targets = options.targets.map(targetText).join(' and ');
  const end = options.replications > 1 ? ', with the unfavourable end of the interval' : '';
  const lines = tableLines([
    ['policy', ...fleets.map(({ policy }) => policy)],
    ['cars', ...fleets.map(carsText)],
  ]);
  return [[`The least fleet for ${targets}${end}:`, '', ...lines].join('\n')];
}

const carsText = ({ cars, tooFew }: FleetAnswer): string =>
  cars === undefined ? `more than ${withThousands(tooFew)}` : withThousands(cars);

function rowsTable(rows: readonly StudyRow[]): string {
  const names = [
    ...namesOf(rows),
    ['cars', '', ...rows.map(({ vehicles }) => withThousands(vehicles))],
  ];
  return fittingTables(names, (figure) =>
    rows.map(({ days }) => intervalText(intervalOf(figure, days), figure)),
  );
}

/** Figures of riders; the others are of cars. */
const RIDER_FIGURES = 4;

/**
 * One table of all figures, or where that is wider than 120 columns, one of riders and one of cars.
 *
 * @param names the columns at the left of each table
 * @param cellsOf the cells of a figure below its title
 */
function fittingTables(
  names: readonly (readonly string[])[],
  cellsOf: (figure: StudyFigure) => string[],
): string {
  const tableOf = (figures: readonly StudyFigure[]): string[] =>
    tableLines([
      ...names,
      ...figures.map((figure) => [figure.title, figure.unit, ...cellsOf(figure)]),
    ]);
  const whole = tableOf(STUDY_FIGURES);
  if (whole.every(({ length }) => length <= MOST_COLUMNS)) return whole.join('\n');
  const parts = [STUDY_FIGURES.slice(0, RIDER_FIGURES), STUDY_FIGURES.slice(RIDER_FIGURES)];
  return parts.map((figures) => tableOf(figures).join('\n')).join('\n\n');
}

/** The columns of names; that of cases is left out when there is one case only. */
function namesOf(rows: readonly StudyRow[]): string[][] {
  const policies = ['policy', '', ...rows.map(({ policy }) => policy)];
  const cases = ['case', '', ...rows.map(({ name }) => name)];
  return rows.some(({ name }) => name !== '') ? [cases, policies] : [policies];
}

function differenceParts(rows: readonly StudyRow[]): string[] {
  const [baseline, ...others] = rows;
  const name = [baseline!.name, baseline!.policy].filter((part) => part !== '').join(', ');
  const tables = fittingTables(namesOf(others), (figure) =>
    others.map((row) => differenceText(figure, row, baseline!)),
  );
  return [
    `Difference from ${name}, of the same days; * when the interval does not contain 0:`,
    tables,
  ];
}

function differenceText(figure: StudyFigure, row: StudyRow, baseline: StudyRow): string {
  const difference = pairedDifference(figure, row.days, baseline.days);
  if (!difference) return NO_FIGURE;
  const sign = difference.mean > 0 ? '+' : '';
  const mark = isSignificant(difference) ? '*' : ' ';
  return `${sign}${intervalText(difference, figure)}${mark}`;
}

function intervalText(interval: MeanInterval | undefined, { decimals }: StudyFigure): string {
  if (!interval) return NO_FIGURE;
  const mean = numberText(interval.mean, decimals);
  return interval.halfWidth === null
    ? mean
    : `${mean} ± ${numberText(interval.halfWidth, decimals)}`;
}
