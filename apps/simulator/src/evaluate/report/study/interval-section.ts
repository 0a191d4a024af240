import type { MeanInterval } from '#simulation';
import { figureLabel } from '../../output/figure-label.js';
import type { Study, StudyRow } from '../../study/study.js';
import {
  intervalOf,
  isSignificant,
  pairedDifference,
  STUDY_FIGURES,
  valuesOf,
  type StudyFigure,
} from '../../study/study-figures.js';
import { chip, encodeHtml, section } from '../page/html-parts.js';
import { differenceText, intervalText, rowColour, rowName } from './study-rows.js';

/** Marks of single days beyond this number would only cover each other. */
const MOST_MARKS = 100;

/** A table for each figure: a row with its interval as a bar, and its difference from the first row. */
export function intervalSection(study: Study): string {
  const { rows, options } = study;
  const isSeveral = options.replications > 1;
  const first = rows[0] ? rowName(rows[0], study) : '';
  const comparison =
    rows.length > 1
      ? ` The last column is the difference from “${first}”${isSeveral ? ', over the same days; without a star it may be chance' : ''}.`
      : '';
  return section({
    id: 'intervals',
    title: isSeveral ? 'How sure the figures are' : 'The cases side by side',
    howToRead: isSeveral
      ? `Each thin mark is a day, the large one the mean. The bar is the 95 % confidence interval of the mean: a new run of so many days has its mean in there most of the time.${comparison}`
      : `Each figure of each row, on the scale of that figure. One day has no interval: --replications 20 gives one.${comparison}`,
    content: `<div class="several wider">${STUDY_FIGURES.map((figure) => figureTable(figure, study)).join('')}</div>`,
  });
}

function figureTable(figure: StudyFigure, study: Study): string {
  const scale = scaleOf(figure, study.rows);
  const hasDifference = study.rows.length > 1;
  const rows = study.rows.map((row) => figureRow(row, { figure, study, scale }));
  const heads = ['row', 'interval', 'value', ...(hasDifference ? ['difference'] : [])];
  const head = heads.map((name) => `<th scope="col">${name}</th>`).join('');
  const { label, unit } = figureLabel(figure);
  const title = `${encodeHtml(label)} <span class="unit">${encodeHtml(unit)}</span>`;
  return `<table class="stacked intervals"><caption>${title}</caption><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

interface Scale {
  readonly least: number;
  readonly most: number;
}

function scaleOf(figure: StudyFigure, rows: readonly StudyRow[]): Scale {
  const values = rows.flatMap(({ days }) => {
    const interval = intervalOf(figure, days);
    const half = interval?.halfWidth ?? 0;
    const ends = interval ? [interval.mean - half, interval.mean + half] : [];
    return [...valuesOf(figure, days).slice(0, MOST_MARKS), ...ends];
  });
  if (values.length === 0) return { least: 0, most: 1 };
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  return least === most ? { least: least - 1, most: most + 1 } : { least, most };
}

interface RowParts {
  readonly figure: StudyFigure;
  readonly study: Study;
  readonly scale: Scale;
}

function figureRow(row: StudyRow, { figure, study, scale }: RowParts): string {
  const colour = rowColour(row, study);
  const interval = intervalOf(figure, row.days);
  const track = interval ? trackOf(interval, valuesOf(figure, row.days), { scale, colour }) : '';
  const cells = [
    `<td class="bar">${track}</td>`,
    `<td data-label="value">${intervalText(interval, figure)}</td>`,
    ...(study.rows.length > 1 ? [differenceCell(row, figure, study.rows[0]!)] : []),
  ];
  return `<tr><th scope="row">${chip(colour)}${encodeHtml(rowName(row, study))}</th>${cells.join('')}</tr>`;
}

function differenceCell(row: StudyRow, figure: StudyFigure, baseline: StudyRow): string {
  if (row === baseline) return '<td data-label="difference"></td>';
  const difference = pairedDifference(figure, row.days, baseline.days);
  const star =
    difference && isSignificant(difference)
      ? '<strong title="the interval does not contain 0">*</strong>'
      : '';
  return `<td data-label="difference">${differenceText(difference, figure)}${star}</td>`;
}

function trackOf(
  { mean, halfWidth }: MeanInterval,
  days: readonly number[],
  { scale, colour }: { readonly scale: Scale; readonly colour: string },
): string {
  const at = (value: number): string =>
    ((100 * (value - scale.least)) / (scale.most - scale.least)).toFixed(2);
  const marks = days
    .slice(0, MOST_MARKS)
    .map((value) => `<i class="day" style="left:${at(value)}%"></i>`);
  const half = halfWidth ?? 0;
  const width = ((100 * 2 * half) / (scale.most - scale.least)).toFixed(2);
  const bar = `<i class="span" style="left:${at(mean - half)}%;width:${width}%;background:${colour}"></i>`;
  const dot = `<i class="mean" style="left:${at(mean)}%;background:${colour}"></i>`;
  return `<span class="track" aria-hidden="true">${days.length > 1 ? marks.join('') : ''}${half > 0 ? bar : ''}${dot}</span>`;
}
